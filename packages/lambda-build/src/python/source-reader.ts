/**
 * Reads Python sources without running them. Takes JSON on standard input: `{"version": [3, 12], "files": [...]}`. Gives
 * for each file its names, imports and syntax error, and the names of the standard library.
 */
export const sourceReader = `
import ast, json, sys
asked = json.load(sys.stdin)
wanted = tuple(asked["version"])
own = sys.version_info[:2]

class Reader(ast.NodeVisitor):
    def __init__(self):
        self.names, self.imports, self.stars, self.handlers = {}, [], [], {}
        self.optional = False
    def bind(self, name, kind="value"):
        self.names[name] = kind
    def target(self, node):
        for each in ast.walk(node):
            if isinstance(each, ast.Name): self.bind(each.id)
    def visit_FunctionDef(self, node):
        self.bind(node.name, "function")
        a = node.args
        least = len(a.posonlyargs) + len(a.args) - len(a.defaults)
        most = None if a.vararg else len(a.posonlyargs) + len(a.args)
        keywords = any(d is None for d in a.kw_defaults)
        self.handlers[node.name] = {"line": node.lineno, "least": least, "most": most, "keywords": keywords,
            "decorated": bool(node.decorator_list), "async": False}
    def visit_AsyncFunctionDef(self, node):
        self.visit_FunctionDef(node)
        self.handlers[node.name]["async"] = True
    def visit_ClassDef(self, node):
        self.bind(node.name, "class")
    def visit_Lambda(self, node):
        pass
    def visit_Assign(self, node):
        for each in node.targets: self.target(each)
        self.generic_visit(node)
    def visit_AnnAssign(self, node):
        if node.value is not None: self.target(node.target)
    def visit_NamedExpr(self, node):
        self.target(node.target)
    def visit_With(self, node):
        for each in node.items:
            if each.optional_vars is not None: self.target(each.optional_vars)
        self.generic_visit(node)
    def visit_For(self, node):
        self.target(node.target)
        self.generic_visit(node)
    def visit_Import(self, node):
        for each in node.names:
            self.bind(each.asname or each.name.split(".")[0])
            self.imports.append([each.name, 0, [], node.lineno, self.optional])
    def visit_ImportFrom(self, node):
        names = [each.name for each in node.names]
        self.imports.append([node.module or "", node.level, names, node.lineno, self.optional])
        for each in node.names:
            if each.name == "*": self.stars.append([node.module or "", node.level])
            else: self.bind(each.asname or each.name)
    def visit_If(self, node):
        before = self.optional
        test = ast.dump(node.test)
        # What is imported under a condition may be meant for another Python or for type checkers.
        if "TYPE_CHECKING" in test or "version_info" in test or "platform" in test or "environ" in test: self.optional = True
        if "__name__" in test and "__main__" in test: return
        self.generic_visit(node)
        self.optional = before
    def visit_Try(self, node):
        before = self.optional
        self.optional = self.optional or bool(node.handlers)
        self.generic_visit(node)
        self.optional = before
    visit_TryStar = visit_Try

def read(path):
    try:
        with open(path, "rb") as file: source = file.read()
        if own > wanted and wanted >= (3, 7): tree = ast.parse(source, path, feature_version=wanted)
        else: tree = ast.parse(source, path)
    except SyntaxError as error:
        return {"error": error.msg, "line": error.lineno}
    except (ValueError, RecursionError, MemoryError, OSError) as error:
        return {"error": str(error)}
    reader = Reader()
    reader.visit(tree)
    dynamic = "__getattr__" in reader.names or b"globals()" in source
    return {"names": list(reader.names), "imports": reader.imports, "stars": reader.stars,
        "functions": reader.handlers, "classes": [n for n, k in reader.names.items() if k == "class"], "dynamic": dynamic}

# In the limit of a deep tree the reader itself gives up: that proves nothing about the source.
def safely(path):
    try: return read(path)
    except RecursionError: return {"names": [], "imports": [], "stars": [], "functions": {}, "classes": [], "dynamic": True}

import warnings
warnings.simplefilter("ignore")
print(json.dumps({"version": list(own), "standard": sorted(getattr(sys, "stdlib_module_names", [])),
    "files": [safely(path) for path in asked["files"]]}))
`
