// Whoever writes a reference of a layer needs both names; one import gives them.
@_exported public import FledgeReference
