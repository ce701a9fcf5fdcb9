using System;
using System.Globalization;
using Conversion.Http;
using Conversion.Model;
using Conversion.Progress;
using Conversion.Sending;

namespace Conversion.Commands;

// Messages: what is said of a run, of its rows and of its waits.
public abstract partial class SendContactCommand
{
    // The wait to come, while it comes: a row is written only when its requests are done.
    private void WriteWait()
    {
        if (_verbose && _connection!.Client.Wait is RequestWait wait && !ReferenceEquals(wait, _lastWait) && wait.Until > _connection.Client.Clock.Elapsed)
        {
            _lastWait = wait;
            this.WriteVerboseLine(string.Format(
                CultureInfo.InvariantCulture,
                wait.Reason is null ? Messages.VerboseRateLimit : Messages.VerboseRetry,
                (wait.Until - wait.Since).TotalSeconds,
                Printable.Text(wait.Reason ?? string.Empty, 200),
                wait.Attempt,
                wait.MaximumAttempts));
        }
    }

    private void WriteRow(InputRow row, UpsertOutcome outcome)
    {
        if (_verbose)
        {
            string address = (row.Email ?? row.Event?.UserId) is string name ? HiddenAddress.Of(name) : row.RequestedId?.ToString() ?? "-";
            string details = (outcome.ErrorCode is string code ? ", " + code : string.Empty)
                + (outcome.StatusCode is int status ? string.Format(CultureInfo.InvariantCulture, ", HTTP {0}", status) : string.Empty);
            this.WriteVerboseLine(string.Format(CultureInfo.InvariantCulture, Messages.VerboseRow, row.Number?.ToString(CultureInfo.InvariantCulture) ?? "-", address, outcome.Status, details));
        }

        if (_debug && outcome.Status == UpsertStatus.Unchanged)
        {
            WriteDebug(string.Format(CultureInfo.InvariantCulture, Messages.DebugUnchanged, row.Number));
        }
    }

    private string DescribeStop(ContactSender<InputRow> sender, RunTally tally)
    {
        (int confirmed, int inDoubt) = sender.CountUntaken();
        return string.Format(
            CultureInfo.InvariantCulture,
            JournalPath is null ? Messages.StoppedWithoutJournal : Force ? Messages.StoppedWithForce : Messages.StoppedWithJournal,
            tally.CountOf(UpsertStatus.Created) + tally.CountOf(UpsertStatus.Updated) + tally.CountOf(UpsertStatus.Tracked) + confirmed,
            tally.CountOf(UpsertStatus.Unknown) + inDoubt);
    }

    private string DescribeRefused() => string.Format(
        CultureInfo.InvariantCulture, Messages.ConnectionRefused, _connection!.Name, _connection.KeyId, _tally!.CountOf(UpsertStatus.NotSent));

    /// <summary>What becomes of rows where there is no journal.</summary>
    private protected virtual string WithoutJournal => IsComparison ? Messages.DebugNoJournalToCompare : Messages.DebugNoJournal;

    private string DescribeRun(SenderSettings settings)
    {
        string journal = _journal is null ? WithoutJournal
            : string.Format(CultureInfo.InvariantCulture, SendsEvents ? Messages.DebugJournalOfEvents : Messages.DebugJournal, _journal.KnownContacts);
        return SendsEvents
            ? string.Format(
                CultureInfo.InvariantCulture, Messages.DebugRunOfEvents, _connection!.Name, _connection.KeyId, settings.BatchSize, settings.ThrottleLimit, journal)
            : string.Format(
                CultureInfo.InvariantCulture, Messages.DebugRun, _connection!.Name, _connection.KeyId, settings.BatchSize, settings.ThrottleLimit, settings.SubscriptionPolicy, journal);
    }

    private string Describe(ChangeLimit limit, ChangeCounts counts) => limit switch
    {
        ChangeLimit.Unsubscribe => string.Format(CultureInfo.InvariantCulture, Messages.TooManyUnsubscribed, counts.Unsubscribed, counts.Known, Limits.MaximumUnsubscribePercent),
        ChangeLimit.Change => string.Format(CultureInfo.InvariantCulture, Messages.TooManyChanged, counts.Changed, counts.Known, Limits.MaximumChangePercent),
        _ => string.Format(CultureInfo.InvariantCulture, Messages.TooManyRemoved, counts.Removed, counts.Known, Limits.MaximumRemovePercent),
    };
}
