"""What a small fault is made of: which operator, call or number stands for which."""

import ast

ARITHMETIC = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
}
COMPARISON = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
TWINS = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
#: Calls that can be left out: what goes in comes out.
PASSING = {"round_to", "to_grosz", "floor_to", "abs", "reversed"}
#: The order of what goes in makes no difference.
COMMUTATIVE = {"min", "max"}
PASSING_METHODS = {"strip", "lstrip", "lower", "removesuffix", "replace", "normalize"}
#: Who tells people and programs how a result came about, and changes no figure.
TELLING = ("step", "steps", "told", "impossible")
UNSEEN = {"annotation", "returns", "decorator_list"}
