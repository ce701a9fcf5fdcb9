using System.Management.Automation;
using Conversion.Model;
using Conversion.Sending;

namespace Conversion.Commands;

/// <summary>The parameters of the cmdlets that take a whole list: its journal, and how much of it may change.</summary>
public abstract class WholeListCommand : SendContactCommand
{
    private protected WholeListCommand()
    {
        BatchSize = 100;
        SubscriptionPolicy = nameof(Model.SubscriptionPolicy.ProtectOptOut);
    }

    /// <inheritdoc/>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public override string? JournalPath { get; set; }

    /// <summary>How many known contacts may be unsubscribed, in percent.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double MaximumUnsubscribePercent { get; set; } = 10;

    /// <summary>How many known contacts may have left the list, in percent.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double MaximumRemovePercent { get; set; } = 20;

    /// <summary>How many known contacts may have changed, in percent.</summary>
    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double MaximumChangePercent { get; set; } = 100;

    /// <summary>With fewer known contacts there is no limit.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int GuardMinimumCount { get; set; } = 100;

    /// <summary>What is done with contacts that have left the list.</summary>
    [Parameter]
    public RemovedAction RemovedAction { get; set; } = RemovedAction.Report;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (RemovedAction == RemovedAction.Unsubscribe && SubscriptionPolicy == nameof(Model.SubscriptionPolicy.Ignore))
        {
            ThrowTerminatingError(CnvErrors.From(CnvErrors.InvalidArgument, Messages.UnsubscribeIgnored, target: null));
        }

        base.BeginProcessing();
    }

    private protected override ChangeLimits Limits => new()
    {
        MaximumUnsubscribePercent = MaximumUnsubscribePercent,
        MaximumRemovePercent = MaximumRemovePercent,
        MaximumChangePercent = MaximumChangePercent,
        MinimumCount = GuardMinimumCount,
    };

    private protected override bool IsWholeList => true;
}

/// <summary>What Sync-CnvContact does with contacts that have left the list.</summary>
public enum RemovedAction
{
    /// <summary>A result for each, once.</summary>
    Report,

    /// <summary>Each is unsubscribed.</summary>
    Unsubscribe,

    /// <summary>Nothing; the journal forgets them.</summary>
    Ignore,
}
