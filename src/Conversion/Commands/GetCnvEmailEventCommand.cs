using System;
using System.Linq;
using System.Management.Automation;
using Conversion.Exports;

namespace Conversion.Commands;

/// <summary>Get-CnvEmailEvent: what happened to emails: opt-outs, bounces, complaints and so on.</summary>
[Cmdlet(VerbsCommon.Get, "CnvEmailEvent", HelpUri = OnlineHelp.Folder + "Get-CnvEmailEvent.md")]
[OutputType(typeof(PSObject))]
public sealed class GetCnvEmailEventCommand : EventExportCommand
{
    /// <summary>The types of events to read.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public EmailEventType[]? Type { get; set; }

    /// <summary>Returns only events since this time.</summary>
    [Parameter]
    public DateTimeOffset Since { get; set; }

    private protected override string ExportName => "email-events " + string.Join(",", Types.Select(static type => type.ToString()));

    private EmailEventType[] Types => [.. Type!.Distinct().OrderBy(static type => type)];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (EmailEventType type in Types)
        {
            string name = NameOf(type);
            ReadEvents(new ExportRequest { Kind = ExportKind.EmailEvents, PageSize = PageSize, EventType = name }, name, IsWanted);
        }
    }

    // An event without a time is returned: it may be new.
    private bool IsWanted(ExportObject item) => EventTime.Find(item) is not DateTimeOffset time || time >= Since;

    private static string NameOf(EmailEventType type) => type switch
    {
        EmailEventType.Unsubscribe => "EMAIL_UNSUBSCRIBE_ALL",
        EmailEventType.TopicUnsubscribe => "EMAIL_TOPIC_UNSUBSCRIBE",
        EmailEventType.SoftBounce => "EMAIL_SOFT_BOUNCE",
        _ => "EMAIL_" + type.ToString().ToUpperInvariant(),
    };
}

/// <summary>The types of email events.</summary>
public enum EmailEventType
{
    /// <summary>The contact opted out of all emails.</summary>
    Unsubscribe = 1,

    /// <summary>The contact opted out of a topic.</summary>
    TopicUnsubscribe,

    /// <summary>The email could not be delivered, for good.</summary>
    Bounce,

    /// <summary>The email could not be delivered, for now.</summary>
    SoftBounce,

    /// <summary>The contact marked the email as spam.</summary>
    Complaint,

    /// <summary>The email was sent.</summary>
    Send,

    /// <summary>The email was delivered.</summary>
    Delivery,

    /// <summary>The email was opened.</summary>
    Open,

    /// <summary>A link in the email was clicked.</summary>
    Click,
}
