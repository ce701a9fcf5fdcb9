using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Conversion.Binding;
using Conversion.Sending;

namespace Conversion.Commands;

/// <summary>What sending a list would change, counted: for Compare-CnvContact and for -WhatIf.</summary>
/// <param name="comparer">Compares rows with the journal; null where there is no journal, so that every row is new.</param>
/// <param name="sendsUnchanged">Whether unchanged rows are sent too.</param>
internal sealed class ListComparison(ContactComparer? comparer, bool sendsUnchanged)
{
    private readonly SortedDictionary<ComparisonStatus, long> _counts = [];

    /// <summary>Compares a row.</summary>
    public CnvContactComparison Compare(long number, BoundContact contact)
    {
        if (contact.Request is null)
        {
            return Count(new CnvContactComparison(number, contact, ComparisonStatus.Rejected, id: null));
        }

        Guid? id = null;
        ContactChange change = comparer?.Compare(contact.Request, out id) ?? ContactChange.New;
        return Count(new CnvContactComparison(number, contact, StatusOf(change), id));
    }

    /// <summary>Compares the end of the list: the contacts that have left it.</summary>
    public IEnumerable<CnvContactComparison> FindRemoved() =>
        comparer!.FindRemoved().Select(contact => Count(new CnvContactComparison(contact)));

    /// <summary>The counts, in one line.</summary>
    public string Describe() => string.Join(", ", _counts.Select(count =>
        string.Format(CultureInfo.InvariantCulture, "{0:N0} {1}", count.Value, NameOf(count.Key))));

    /// <summary>How many rows would be sent.</summary>
    public long Sent => _counts.Where(count => IsSent(count.Key)).Sum(static count => count.Value);

    /// <summary>Whether a row of this status would be sent.</summary>
    public bool IsSent(ComparisonStatus status) =>
        status is ComparisonStatus.New or ComparisonStatus.Changed || (sendsUnchanged && status == ComparisonStatus.Unchanged);

    // Without a journal nothing is known of the contacts: they may be in the account.
    private string NameOf(ComparisonStatus status) => comparer is null && status == ComparisonStatus.New ? Messages.WhatIfToSend : status.ToString();

    private long CountOf(ComparisonStatus status) => _counts.TryGetValue(status, out long count) ? count : 0;

    private CnvContactComparison Count(CnvContactComparison comparison)
    {
        _counts[comparison.Status] = CountOf(comparison.Status) + 1;
        return comparison;
    }

    /// <summary>The status of a change.</summary>
    public static ComparisonStatus StatusOf(ContactChange change) => change switch
    {
        ContactChange.New => ComparisonStatus.New,
        ContactChange.Changed => ComparisonStatus.Changed,
        _ => ComparisonStatus.Unchanged,
    };
}
