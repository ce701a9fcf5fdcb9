using System;

namespace Conversion.Model;

/// <summary>A value that JSON has no form for. Never leaves the model: it becomes a <see cref="ContactProblem"/>.</summary>
internal sealed class UnsendableValueException(string fault) : Exception(fault);
