using Conversion.Journal;
using Conversion.Model;

namespace Conversion.Sending;

/// <summary>What a subscription policy means for the status of a row.</summary>
internal readonly struct SubscriptionRules(SubscriptionPolicy policy)
{
    private const SubscriptionStatusSet OptIns = SubscriptionStatusSet.Subscribed | SubscriptionStatusSet.NoStatus;

    /// <summary>Whether every row is sent as it is.</summary>
    public bool SendsAll => policy == SubscriptionPolicy.AsGiven;

    /// <summary>Whether the status is an opt-out, which is sent unless statuses are ignored.</summary>
    public bool IsOptOut(SubscriptionStatusSet status) =>
        status == SubscriptionStatusSet.Unsubscribed && policy != SubscriptionPolicy.Ignore;

    /// <summary>Whether the status of a row about a contact that the journal does not know is sent with it.</summary>
    public bool IsSent(SubscriptionStatusSet status) => SendsAll || IsOptOut(status);

    /// <summary>Whether the status of a row about a known contact is sent, if the row is sent.</summary>
    public bool IsSent(SubscriptionStatusSet status, ContactState known) => policy switch
    {
        _ when status == SubscriptionStatusSet.None => false,
        SubscriptionPolicy.ProtectOptOut when (status & OptIns) != 0 => known.IsStatusDue || (known.Listed & ~status) != 0,
        _ => IsSent(status),
    };

    /// <summary>The status that the journal remembers as given by the list, sent or not.</summary>
    public SubscriptionStatusSet Remembered(SubscriptionStatusSet status) =>
        policy == SubscriptionPolicy.Ignore ? SubscriptionStatusSet.None : status;

    /// <summary>Whether the status of a row that has created its contact without it follows in a second request.</summary>
    public bool IsDueAfterCreation(SubscriptionStatusSet status) => policy == SubscriptionPolicy.ProtectOptOut && (status & OptIns) != 0;

    /// <summary>Whether a status that was due before a row is still due after it. A list that no longer gives one takes it back.</summary>
    public bool IsStillDue(SubscriptionStatusSet status, ContactState known) =>
        known.IsStatusDue && (policy == SubscriptionPolicy.Ignore || status != SubscriptionStatusSet.None);
}
