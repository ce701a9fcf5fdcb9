using System;
using System.Collections.Generic;

namespace Conversion.Model;

/// <summary>What can be told of a contact before it is sent: the rules of <c>POST /v2/contacts</c> that need no account.</summary>
internal static class ContactRules
{
    // How long an address may be is for the API to say; beyond this it is no address.
    private const int LongestEmail = 1_000_000;

    /// <summary>The address, or null where there is none or it is wrong.</summary>
    public static string? ReadEmail(string? text, ICollection<ContactProblem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        string? fault = FaultOfEmail(text!);
        if (fault is null)
        {
            return text;
        }

        problems.Add(new(ErrorCodes.InvalidEmail, $"The email address '{Printable.Text(text!, 80)}' {fault}."));
        return null;
    }

    /// <summary>The id, or null where there is none or it is wrong.</summary>
    public static Guid? ReadContactId(string? text, ICollection<ContactProblem> problems)
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

        problems.Add(new(ErrorCodes.InvalidContactId, $"The cnvContactId '{Printable.Text(text!, 80)}' is no UUID."));
        return null;
    }

    /// <summary>The status in the API's own spelling, or null where there is none or it is wrong.</summary>
    public static string? ReadSubscriptionStatus(string? text, ICollection<ContactProblem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        ReadOnlySpan<char> asked = text!.AsSpan().Trim();
        foreach (string status in SubscriptionStatuses.All)
        {
            if (asked.Equals(status.AsSpan(), StringComparison.OrdinalIgnoreCase))
            {
                return status;
            }
        }

        problems.Add(new(
            ErrorCodes.InvalidSubscriptionStatus,
            $"The subscription status '{Printable.Text(text!, 80)}' is not SUBSCRIBED, UNSUBSCRIBED or NO_STATUS."));
        return null;
    }

    // The framework's own parser takes signs and 0x for digits.
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

    private static string? FaultOfEmail(string email)
    {
        if (email.Length > LongestEmail)
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

        return !hasAt ? "has no @" : Utf16.IsWellFormed(email) ? null : Utf16.Fault;
    }
}
