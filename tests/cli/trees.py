"""What a folder holds."""


def snapshot(root):
    """Give everything below a folder: the bytes of files, None for folders. What git keeps is left out."""
    return {
        str(place.relative_to(root)): None if place.is_dir() else place.read_bytes()
        for place in sorted(root.rglob("*"))
        if ".git/" not in f"{place}/"
    }
