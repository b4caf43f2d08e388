"""Whatever is typed wrongly: one clear line, exit code 2, nothing written."""

import subprocess

import pytest
from trees import snapshot

NEW = [
    # arguments of `new`, and what the line must say
    ("", "The project needs a name: flaskwright new shop."),
    ("'' --with config", "The project needs a name"),
    ("my-shop", "try my_shop"),
    ("MyShop", "try my_shop"),
    ("9shop", "try shop"),
    ("a/b", "try a_b"),
    ("../shop", "try shop"),
    (". --with config", "cannot be a project's name"),
    ("class", "it is a word of the Python language; try class_app."),
    ("email", "it would hide Python's own module email; try email_app."),
    ("test", "it is where the tests are; try test_app."),
    ("tests", "it is where the tests are"),
    ("flask", "it would hide the package flask, which the project installs"),
    ("flask_login", "it would hide the package flask_login"),
    ("migrations", "the project has something else called migrations"),
    ("full", "The folder full is not empty; take another name, or empty it first."),
    ("file", "file is there already and is no folder"),
    ("link", "link is there already and is no folder"),
    ("shop extra", "unexpected extra argument"),
    ("shop --wiht login", "No such option '--wiht'"),
    ("shop --with", "'--with' requires an argument"),
    ("shop --with logn", "There is no capability 'logn'; did you mean login?"),
    ("shop --with admin,,forms", "A capability's name is missing"),
    ("shop --with LOGIN", "There is no capability 'LOGIN'"),
    ("shop --with zzz", "There is no capability 'zzz'; there are app, config"),
    ("shop --with config:loader", "an option is written name=value"),
    ("shop --with config:=x", "an option is written name=value"),
    ("shop --with config:loadr=flask-env", "config has no option 'loadr'; it has loader."),
    ("shop --with config:loader=toml", "config:loader=toml is not possible; choose prefixed or flask-env."),
    ("shop --with config:loader=prefixed:loader=flask-env", "config:loader is given twice"),
    ("shop --with config:loader=prefixed --with config:loader=flask-env", "config:loader is given twice"),
    ("shop --with app:name=other", "app takes its options from the name and the description"),
    ("shop --spec missing.toml", "The specification missing.toml cannot be read: No such file or directory."),
    ("shop --spec full", "The specification full cannot be read: Is a directory."),
    ("shop --spec picture.png", "it is no UTF-8 text"),
    (f"shop --with config --description {'a' * 201}", "The description has at most 200 characters, not 201."),
    ("shop --with config --python 9.9", "There is no Python '9.9' on this machine"),
]
PROGRAM = [
    ("nwe shop", "There is no command 'nwe'; did you mean new?"),
    ("frobnicate", "There is no command 'frobnicate'; there are "),
    ("--frobnicate", "No such option '--frobnicate'"),
    ("explain logni", "There is nothing called 'logni'; did you mean login?"),
    ("explain qqqqqq", "There is nothing called 'qqqqqq'; `flaskwright explain` lists what there is."),
    ("explain a b", "unexpected extra argument"),
    ("add health", "No Flask application was found in"),
    ("add health --project missing", "missing is no folder; give the folder of a Flask project."),
    ("add resource Product name:string", "No Flask application was found in"),
    ("upgrade", "is no project that Flaskwright made: its pyproject.toml has no [tool.flaskwright]."),
    ("upgrade shop", "unexpected extra argument"),
    ("undo", "There is nothing to undo in"),
    ("undo --project missing", "missing is no folder; give the folder of a Flask project."),
]
ADD = [
    # arguments of `add` in a project
    ("", "What shall be added?"),
    ("logn", "There is no capability 'logn'; did you mean login?"),
    (
        "config:loader=flask-env",
        "config is there already, with its default options; options are chosen once.",
    ),
    ("config:loader=no", "config:loader=no is not possible"),
    ("config:nothing=1", "config has no option 'nothing'"),
    ("--frobnicate", "No such option '--frobnicate'"),
    ("resource", "The resource needs a name and fields"),
    ("resource Product name:string --layers onion", "'onion' is not one of 'service', 'repository'"),
    (
        "logging --layers repository",
        "--layers goes with a resource; elsewhere write resource:layers=repository.",
    ),
    ("resource:layers=onion", "layers=onion is not possible; choose service or repository."),
    ("resource Product", "Product has no fields; give at least one"),
    ("resource product name:string", "'product' is no name for a resource"),
    ("resource Pro-duct name:string", "'Pro-duct' is no name for a resource"),
    ("resource User name:string", "User comes with the login capability"),
    ("resource Model name:string", "Model means something else in the generated code"),
    ("resource Page name:string", "take another name"),
    ("resource None name:string", "None means something else in the generated code"),
    ("resource Product name:string --spec x.toml", "in the specification or in words, not in both"),
    ("--spec missing.toml", "The specification missing.toml cannot be read"),
]
FIELDS = [
    ("name", "'name' is no field; write name:type"),
    ("name:", "'name:' is no field; write name:type"),
    (":string", "'' is no name for a field"),
    ("Name:string", "'Name' is no name for a field; write it in lower case, as in name."),
    ("unitPrice:decimal", "as in unit_price."),
    ("metadata_:json", "as in metadata_value."),
    ("is_:boolean", "as in is_value."),
    ("unit-price:decimal", "as in unit_price."),
    ("2nd:string", "is no name for a field"),
    ("class:string", "class is a word of Python; take another name, as in class_value."),
    ("id:integer", "id is there in every resource; leave it out."),
    ("created_at:datetime", "created_at is there in every resource"),
    ("metadata:json", "metadata means something else to SQLAlchemy"),
    ("errors:text", "errors means something else to WTForms"),
    (f"{'a' * 31}:string", "is longer than 30 characters"),
    ("name:strng", "there is no type 'strng'; did you mean string?"),
    ("name:String", "there is no type 'String'; did you mean string?"),
    ("name:varchar(80)", "there is no type 'varchar'"),
    ("name:(80)", "does not start with a type"),
    ("name:string(0)", "name: string takes one length of 1 to"),
    ("name:string(80,2)", "name: string takes one length of 1 to"),
    ("name:string(x)", "name: string takes one length of 1 to"),
    ("name:string!?", "name: !? is one mark too many; ! is required, ? nullable."),
    ("name:string(80)(2)", "parentheses come once, right after the type"),
    ("name:string:required", "name: required is written !."),
    ("name:string:uniqe", "name: 'uniqe' is no modifier; did you mean unique?"),
    ("name:string:unique:unique", "name: unique is given twice."),
    ("name:string:unique:index", "unique has an index already; leave out index."),
    ("name:string:min=", "name: min needs a number, as in min=10."),
    ("name:string:min=x", "name: min=x is no length"),
    ("name:string(5):=toolong", "name: the default 'toolong' is not a text that fits."),
    ("name:string?:=x", "a field with a default is never null"),
    ("price:decimal(2,10)", "price: "),
    ("price:decimal(x)", "price: "),
    ("price:decimal:=free", "price: the default 'free' is not"),
    ("stock:integer:min=9:max=1", "stock: "),
    ("stock:integer:=many", "stock: the default 'many' is not"),
    ("stock:integer(5)", "stock: integer takes nothing in parentheses."),
    ("sold:boolean:min=1", "sold: boolean has no min or max."),
    ("state:enum", "state: enum takes two words or more, as in enum(draft,live)."),
    ("state:enum(one)", "state: enum takes two words or more"),
    ("state:enum(a,a)", "state: enum has a more than once."),
    ("state:enum(a,b):=c", "state: the default 'c' is none of"),
    ("notes:text:unique", "notes: text cannot be unique."),
    ("category:ref", "category: ref names a resource"),
    ("category:ref(Nope)", "category: there is no resource Nope"),
    ("tags:many(Nope)", "tags: there is no resource Nope"),
    ("owner:ref(User)", "owner: there is no User yet; add login first."),
    ("picture:image", "picture: image fields need a place for files; add uploads first."),
    ("name:string other:string other:text", "Product has other more than once"),
    ("address:slug", "address is made from a name; add one"),
]
SPECS = [
    # the text of a specification, and what the line must say after the file's name
    ("[app\n", "1: this is not TOML: "),
    ("[app]\nname = \n", "2: this is not TOML: invalid value."),
    ('[app]\nname = "a"\nname = "b"\n', "3: this is not TOML: cannot overwrite a value."),
    ('[app]\nname = "shop', "2: this is not TOML: "),
    ("[apps]\n", "1: the specification has no 'apps'; did you mean app?"),
    ("\n[thing]\nx = 1\n", "2: the specification has no 'thing'; allowed are app, resources."),
    ('[app]\nnmae = "shop"\n', "2: [app] has no 'nmae'; did you mean name?"),
    ("[app]\nname = 5\n", "2: name must be a text in quotes."),
    ('[app]\ntitle = "A\\tB"\n', "2: The title is one line of printable characters."),
    (f'[app]\ntitle = "{"a" * 61}"\n', "2: The title has at most 60 characters, not 61."),
    (
        '[app]\ndescription = "{{ it }}"\n',
        "2: The description cannot hold {{, which means something to templates",
    ),
    ('[app]\nwith = "login"\n', "2: with must be a list of names in brackets."),
    ("[app]\nwith = [5]\n", "2: with holds names, not 5."),
    ('[app]\nwith = [\n  "config",\n  "logn",\n]\n', "4: There is no capability 'logn'; did you mean login?"),
    ('[app]\nwith = ["config:loader=x"]\n', "2: config:loader=x is not possible"),
    ("[app.options.logn]\n", "1: There is no capability 'logn'; did you mean login?"),
    ("[app.options]\nconfig = 1\n", "2: options of config are a table: [app.options.config]."),
    ('[app.options.config]\nloadr = "x"\n', "2: config has no option 'loadr'; it has loader."),
    ('[app.options.config]\nloader = "x"\n', "2: config:loader=x is not possible"),
    ("app = 1\n", "1: app must be a table: [app]."),
    ("resources = 1\n", "1: resources must be a table: [resources]."),
    ("[resources]\nProduct = 1\n", "2: Product must be a table of fields: [resources.Product]."),
    ("[resources.Product]\n", "1: Product has no fields; give at least one"),
    ('[resources.product]\nname = "string"\n', "1: 'product' is no name for a resource"),
    ("[resources.Product]\nstock = 5\n", '2: stock: a field is a text, as in stock = "string(80)".'),
    (
        '[resources.Product]\nname = "string"\nprice = "decimel"\n',
        "3: price: there is no type 'decimel'; did you mean decimal?",
    ),
    (
        '# a shop\n[resources.Product]\nname = "string"\ntag = "ref(Tg)"\n[resources.Tag]\nname = "string"\n',
        "4: tag: there is no resource Tg; did you mean Tag?",
    ),
    (
        '[resources.A1]\nb = "ref(B1)"\n[resources.B1]\na = "ref(A1)"\n',
        "1: A1 and B1 refer to each other in a circle",
    ),
    (
        '[resources.Product]\nname = "string"\nowner = "ref(User)"\n',
        "3: owner: there is no User yet; add login first.",
    ),
    ('[resources."Product"]\n"name" = "strin"\n', "2: name: there is no type 'strin'"),
    ('resources.Product.name = "strin"\n', "1: name: there is no type 'strin'"),
]


def split(text):
    import shlex  # noqa: PLC0415 (only here)

    return shlex.split(text)


def refused(cli, root, args, says):
    before = snapshot(root)
    result = cli(*args)
    assert result.code == 2, result.err
    assert result.err.count("\n") == 1, result.err
    assert says in result.err
    assert result.err.startswith("flaskwright: ")
    assert result.out == ""
    assert snapshot(root) == before


def test_there_are_enough_of_them():
    assert sum(map(len, (NEW, PROGRAM, ADD, FIELDS, SPECS))) >= 60


@pytest.fixture
def folder(here):
    (here / "full").mkdir()
    (here / "full/file").write_text("")
    (here / "file").write_text("")
    (here / "link").symlink_to(here / "full")
    (here / "picture.png").write_bytes(b"\x89PNG\xff")
    return here


@pytest.mark.parametrize(("words", "says"), NEW)
def test_new(cli, folder, words, says, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")  # no uv, which might fetch a Python
    refused(cli, folder, ["new", *split(words)], says)


@pytest.mark.parametrize(("words", "says"), PROGRAM)
def test_program(cli, folder, words, says):
    refused(cli, folder, split(words), says)


@pytest.mark.parametrize(("words", "says"), ADD)
def test_add(cli, shop, words, says):
    refused(cli, shop, ["add", "--yes", *split(words)], says)


@pytest.mark.parametrize(("words", "says"), FIELDS)
def test_fields(cli, shop, words, says):
    refused(cli, shop, ["add", "--yes", "resource", "Product", *words.split()], says)


@pytest.mark.parametrize(("text", "says"), SPECS)
def test_specs_of_new(cli, here, text, says):
    (here / "spec.toml").write_text(text)
    refused(cli, here, ["new", "shop", "--no-install", "--spec", "spec.toml"], f"spec.toml:{says}")


@pytest.mark.parametrize(("text", "says"), SPECS)
def test_specs_of_add(cli, shop, text, says):
    (shop / "spec.toml").write_text(text)
    refused(cli, shop, ["add", "--yes", "--spec", "spec.toml"], f"spec.toml:{says}")


def test_a_dirty_repository_is_refused(cli, shop):
    subprocess.run(["git", "init", "-q"], check=True)
    refused(
        cli, shop, ["add", "--yes", "config"], "shop has changes that are not committed; commit them first"
    )


def test_a_project_that_is_being_written_is_refused(cli, shop):
    from flaskwright.project.journal import locked  # noqa: PLC0415 (only here)

    (shop / ".flaskwright-write").mkdir()
    with locked(shop):
        refused(cli, shop, ["add", "--yes", "config"], "Another flaskwright is writing")


def test_json_says_the_refusal_too(cli):
    result = cli("new", "my-shop", "--json")
    assert result.code == 2
    assert result.json == {"error": result.err.removeprefix("flaskwright: ").strip(), "exit_code": 2}
