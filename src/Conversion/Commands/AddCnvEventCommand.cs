using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Conversion.Binding;
using Conversion.Client;
using Conversion.Completion;
using Conversion.Model;

namespace Conversion.Commands;

/// <summary>Add-CnvEvent: one row in, one event, one result out, in input order.</summary>
/// <remarks>It takes and sends rows as Set-CnvContact does. What an event does not have is no parameter here.</remarks>
[Cmdlet(
    VerbsCommon.Add, "CnvEvent", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium,
    HelpUri = OnlineHelp.Folder + "Add-CnvEvent.md")]
[OutputType(typeof(CnvEventResult))]
public sealed class AddCnvEventCommand : SendContactCommand
{
    /// <summary>The name of the event: a value, or a script block that makes it of the row, <c>$_</c>.</summary>
    [Parameter(Position = 0)]
    [AllowNull]
    [AllowEmptyString]
    public object? Event { get; set; }

    /// <inheritdoc/>
    [Parameter(Position = 1)]
    [Alias("EmailAddress", "Mail")]
    [AllowNull]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(AddressCompleter))]
    public override object? Email { get; set; }

    /// <summary>The user id of the contact, or a script block. It is matched before the address.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public object? UserId { get; set; }

    /// <summary>The id of the event, or a script block. An event with the same id is updated.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public object? EventId { get; set; }

    /// <summary>When the event happened, or a script block.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public object? Timestamp { get; set; }

    /// <summary>Data of the event: a dictionary of keys and values, or a script block.</summary>
    [Parameter]
    [AllowNull]
    [AllowEmptyString]
    public object? Data { get; set; }

    /// <inheritdoc/>
    [Parameter]
    [ValidateRange(1, ConversionClient.MaximumEventBatchSize)]
    public override int BatchSize { get; set; } = 1;

    // An event has none of these.

    /// <inheritdoc/>
    public override object? CnvContactId { get; set; }

    /// <inheritdoc/>
    public override object? SubscriptionStatus { get; set; }

    /// <inheritdoc/>
    public override string SubscriptionPolicy { get; set; } = nameof(Model.SubscriptionPolicy.AsGiven);

    /// <inheritdoc/>
    public override object? Fields { get; set; }

    /// <inheritdoc/>
    public override object? CompanyFields { get; set; }

    /// <inheritdoc/>
    public override SwitchParameter UpdateOnly { get; set; }

    /// <inheritdoc/>
    public override SwitchParameter SyncToCRM { get; set; }

    /// <inheritdoc/>
    public override SwitchParameter PreserveExistingFields { get; set; }

    /// <inheritdoc/>
    public override string[]? CompanyProperty { get; set; }

    /// <inheritdoc/>
    public override IDictionary? FieldMap { get; set; }

    /// <inheritdoc/>
    public override IDictionary? CompanyFieldMap { get; set; }

    /// <inheritdoc/>
    public override SwitchParameter SnakeCase { get; set; }

    private protected override RowSchema Schema => RowSchema.Events;

    private protected override bool SendsEvents => true;

    private protected override string Operation => Messages.TrackEvent;

    private protected override DraftSerializer CreateSerializer() => new EventDraftSerializer();

    private protected override IEnumerable<(ColumnKind Kind, string Name, object? Value)> RequestParameters() =>
    [
        (ColumnKind.Event, nameof(Event), Event),
        (ColumnKind.Email, nameof(Email), Email),
        (ColumnKind.UserId, nameof(UserId), UserId),
        (ColumnKind.EventId, nameof(EventId), EventId),
        (ColumnKind.Timestamp, nameof(Timestamp), Timestamp),
        (ColumnKind.Fields, nameof(Data), Data),
    ];

    private protected override object CreateResult(InputRow row, UpsertOutcome outcome, CnvRun run) =>
        new CnvEventResult(row.Number, row.Event, row.Email, row.InputObject, outcome, run);
}
