// A layer's reference needs the names of both modules; one import gives them.
@_exported public import FledgeReference
