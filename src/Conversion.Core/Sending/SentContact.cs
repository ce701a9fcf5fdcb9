using System.Collections.Generic;
using Conversion.Model;
using Conversion.Transport;

namespace Conversion.Sending;

/// <summary>A row on its way back: what was handed to the sender, and what became of it.</summary>
/// <param name="Row">What the caller handed in, untouched.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Traces">What may be shown of its requests; empty when none was made or none was asked for.</param>
public readonly record struct SentContact<TRow>(TRow Row, UpsertOutcome Outcome, IReadOnlyCollection<RequestTrace> Traces);
