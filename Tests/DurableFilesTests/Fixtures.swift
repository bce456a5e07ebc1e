/// A process number above all that systems give out.
let deadProcess = Int32.max
