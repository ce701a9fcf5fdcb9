namespace Conversion.Pester;

/// <summary>What became of one test, or of a file or block that could not be run.</summary>
/// <param name="Name">The file, and the names of the blocks and the test.</param>
/// <param name="Result">Pester's word for it: <c>Passed</c>, or else it failed.</param>
/// <param name="Error">What Pester says of it, and where; empty when it passed.</param>
public sealed record PesterResult(string Name, string Result, string Error);
