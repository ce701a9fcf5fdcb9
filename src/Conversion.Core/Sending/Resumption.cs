using System;
using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>
/// Rows that an earlier run confirmed, which need not be sent. Of a contact that is sent in this run those further down are
/// sent again too: what comes later in the list must have the last word.
/// </summary>
internal sealed class Resumption(ContactJournal journal)
{
    private readonly ContactKeys _sentAnew = new();

    /// <summary>Whether a row need not be sent. Each row is asked for once, in input order.</summary>
    /// <param name="request">The row's.</param>
    /// <param name="fingerprint">How the journal knows it.</param>
    /// <param name="confirmed">The contact's id.</param>
    public bool TrySkip(ContactRequest request, out RowFingerprint fingerprint, out Guid confirmed)
    {
        fingerprint = journal.FingerprintOf(request);
        if (journal.TrySkip(fingerprint, out confirmed) && !_sentAnew.Contains(request))
        {
            return true;
        }

        if (journal.HasMoreToSkip)
        {
            _sentAnew.Add(request);
        }
        else
        {
            _sentAnew.Clear();
        }

        return false;
    }
}
