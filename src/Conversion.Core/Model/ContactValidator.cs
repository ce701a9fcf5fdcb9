using System;
using System.Collections.Generic;

namespace Conversion.Model;

/// <summary>Validates a contact before it is sent: the rules of <c>POST /v2/contacts</c> that do not depend on the account.</summary>
internal static class ContactValidator
{
    // The API decides how long an address can be. Anything longer than this is not an address.
    private const int MaximumEmailLength = 1_000_000;

    /// <summary>The address, or null where there is none or it is wrong.</summary>
    public static string? ReadEmail(string? text, ICollection<ValidationError> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        string? reason = DescribeInvalidEmail(text!);
        if (reason is null)
        {
            return text;
        }

        errors.Add(new(ErrorCodes.InvalidEmail, $"The email address '{Printable.Text(text!, 80)}' {reason}."));
        return null;
    }

    /// <summary>Returns the id; null if there is none or it is invalid.</summary>
    public static Guid? ReadContactId(string? text, ICollection<ValidationError> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        string trimmed = text!.Trim();
        if (IsUuid(trimmed) && Guid.TryParseExact(trimmed, "D", out Guid id))
        {
            return id;
        }

        errors.Add(new(ErrorCodes.InvalidContactId, $"The cnvContactId '{Printable.Text(text!, 80)}' is not a UUID."));
        return null;
    }

    /// <summary>Returns the status as the API spells it; null if there is none or it is invalid.</summary>
    public static string? ReadSubscriptionStatus(string? text, ICollection<ValidationError> errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        ReadOnlySpan<char> trimmed = text!.AsSpan().Trim();
        foreach (string status in SubscriptionStatuses.All)
        {
            if (trimmed.Equals(status.AsSpan(), StringComparison.OrdinalIgnoreCase))
            {
                return status;
            }
        }

        errors.Add(new(
            ErrorCodes.InvalidSubscriptionStatus,
            $"The subscription status '{Printable.Text(text!, 80)}' is not SUBSCRIBED, UNSUBSCRIBED or NO_STATUS."));
        return null;
    }

    // Guid.TryParseExact also accepts signs and 0x as digits.
    private static bool IsUuid(string text)
    {
        foreach (char character in text)
        {
            if (character is not ((>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F') or '-'))
            {
                return false;
            }
        }

        return true;
    }

    private static string? DescribeInvalidEmail(string email)
    {
        if (email.Length > MaximumEmailLength)
        {
            return "is longer than a million characters";
        }

        bool hasAt = false;
        foreach (char character in email)
        {
            if (char.IsWhiteSpace(character))
            {
                return "holds white space";
            }

            if (char.IsControl(character))
            {
                return "holds a control character";
            }

            hasAt |= character == '@';
        }

        return !hasAt ? "has no @" : Utf16.IsWellFormed(email) ? null : Utf16.InvalidText;
    }
}

/// <summary>An error that is found in a contact before it is sent.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
public sealed record ValidationError(string Code, string Message)
{
    /// <summary>The code and the message.</summary>
    public override string ToString() => Code + ": " + Message;
}
