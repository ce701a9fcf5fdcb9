using System;

namespace Conversion.Emulator;

/// <summary>One contact of a request, found to be right in itself.</summary>
internal sealed class ContactChange
{
    public string? Email { get; set; }

    public Guid? Id { get; set; }

    public string? SubscriptionStatus { get; set; }

    public FieldValue[] Fields { get; set; } = [];

    public FieldValue[] CompanyFields { get; set; } = [];
}
