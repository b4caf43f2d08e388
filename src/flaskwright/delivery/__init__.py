"""Install a project, and prove that it is fit to be delivered."""
