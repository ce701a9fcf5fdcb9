using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Conversion.Tests.Hosting;

/// <summary>What a script gave, on every stream, and how it ended.</summary>
internal sealed class Run
{
    public required IReadOnlyList<PSObject> Output { get; init; }

    public required IReadOnlyList<ErrorRecord> Errors { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required IReadOnlyList<string> Information { get; init; }

    public required IReadOnlyList<string> Verbose { get; init; }

    /// <summary>The error that ended the script; null when it ran to its end.</summary>
    public required ErrorRecord? Ending { get; init; }

    public IReadOnlyList<CnvContactResult> Results => Output.Select(item => item.BaseObject).OfType<CnvContactResult>().ToList();

    public IReadOnlyList<T> All<T>() => [.. Output.Select(item => item.BaseObject).OfType<T>()];

    public CnvContactResult Result => Results.Single();

    public ErrorRecord Error => Errors.Single();

    public T Single<T>() => (T)Output.Single().BaseObject;
}
