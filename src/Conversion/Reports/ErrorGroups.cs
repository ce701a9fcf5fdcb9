using System;
using System.Collections.Generic;
using System.Linq;

namespace Conversion.Reports;

/// <summary>Counts results by error code, and keeps the first row numbers of each. Memory does not grow with the results.</summary>
internal sealed class ErrorGroups
{
    /// <summary>How many row numbers are kept of each code.</summary>
    public const int MaximumRows = 8;

    /// <summary>The code under which results are counted when there are too many different codes.</summary>
    public const string Other = "other";

    private const int MaximumCodes = 100;

    private readonly Dictionary<string, ErrorGroup> _groups = new(StringComparer.Ordinal);

    /// <summary>The codes, the most frequent first.</summary>
    public IReadOnlyList<ErrorGroup> Groups => [.. _groups.Values.OrderByDescending(static group => group.Count).ThenBy(static group => group.Code, StringComparer.Ordinal)];

    public void Add(in RowResult result)
    {
        string code = result.ErrorCode!;
        if (!_groups.TryGetValue(code, out ErrorGroup? group))
        {
            code = _groups.Count < MaximumCodes ? code : Other;
            if (!_groups.TryGetValue(code, out group))
            {
                group = new ErrorGroup(code, result.Status);
                _groups.Add(code, group);
            }
        }

        group.Count++;
        if (result.Row is long row && group.FirstRows.Count < MaximumRows)
        {
            group.FirstRows.Add(row);
        }
    }
}

/// <summary>The results with one error code.</summary>
internal sealed class ErrorGroup(string code, ResultStatus status)
{
    public string Code { get; } = code;

    /// <summary>The status of the first of them.</summary>
    public ResultStatus Status { get; } = status;

    public long Count { get; set; }

    public List<long> FirstRows { get; } = [];
}
