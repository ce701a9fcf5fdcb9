using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Conversion.Tests.Hosting;

/// <summary>The output of a script on every stream, and how it ended.</summary>
internal sealed class Run
{
    public required IReadOnlyList<PSObject> Output { get; init; }

    public required IReadOnlyList<ErrorRecord> Errors { get; init; }

    public required IReadOnlyList<string> Warnings { get; init; }

    public required IReadOnlyList<string> Information { get; init; }

    public required IReadOnlyList<string> Verbose { get; init; }

    /// <summary>The terminating error of the script; null if it completed.</summary>
    public required ErrorRecord? TerminatingError { get; init; }

    public IReadOnlyList<CnvContactResult> Results => Output.Select(item => item.BaseObject).OfType<CnvContactResult>().ToList();

    public IReadOnlyList<T> All<T>() => [.. Output.Select(item => item.BaseObject).OfType<T>()];

    public CnvContactResult Result => Results.Single();

    public ErrorRecord Error => Errors.Single();

    public T Single<T>() => (T)Output.Single().BaseObject;
}
