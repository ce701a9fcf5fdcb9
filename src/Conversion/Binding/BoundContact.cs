using System.Collections.Generic;
using Conversion.Model;

namespace Conversion.Binding;

/// <summary>What was made of a row.</summary>
/// <param name="Request">The request; null when there is a problem.</param>
/// <param name="Problems">What is wrong with the row; empty when nothing is.</param>
/// <param name="Email">The address as the row has it; null where it has none.</param>
internal readonly record struct BoundContact(ContactRequest? Request, IReadOnlyList<ContactProblem> Problems, string? Email);
