from setuptools import setup

setup(name="server", version="1", py_modules=["server"], install_requires=["flask"])
