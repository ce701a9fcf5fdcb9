using System;
using System.Collections.Generic;
using System.Globalization;

namespace Conversion.Model;

/// <summary>Validates a contact before it is sent: the rules of <c>POST /v2/contacts</c> that do not depend on the account.</summary>
internal static class ContactValidator
{
    // The API decides how long an address can be. Anything longer than this is not an address.
    private const int MaximumEmailLength = 1_000_000;

    /// <summary>The address without white space and invisible characters around it; null where there is none or it is invalid.</summary>
    public static string? ReadEmail(string? text, ICollection<ValidationError> errors)
    {
        if (string.IsNullOrWhiteSpace(text) || Printable.TrimInvisible(text!) is not { Length: > 0 } email)
        {
            return null;
        }

        string? reason = DescribeInvalidEmail(email);
        if (reason is null)
        {
            return email;
        }

        errors.Add(new(ErrorCodes.InvalidEmail, $"The email address '{Printable.Text(email, 80)}' {reason}."));
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
    /// <param name="text">The status.</param>
    /// <param name="errors">Receives the error; null if an invalid status is none.</param>
    public static string? ReadSubscriptionStatus(string? text, ICollection<ValidationError>? errors)
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

        errors?.Add(new(
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

        int ats = 0;
        bool hasSeparator = false;
        bool hasBracket = false;
        bool hasBlank = false;
        foreach (char character in email)
        {
            switch (character)
            {
                case '@':
                    ats++;
                    break;
                case ',' or ';' or '|':
                    hasSeparator = true;
                    break;
                case '<' or '>':
                    hasBracket = true;
                    break;
                case '\uFFFD':
                    return "contains U+FFFD, the mark of a character that was lost: the list was read with the wrong encoding";
                default:
                    hasBlank |= Printable.IsInvisible(character);
                    break;
            }
        }

        return hasSeparator && ats > 1 ? "contains several addresses. Use one address for each row"
            : hasBracket ? "contains a display name or brackets. Use only the address between < and >"
            : StartsWithScheme(email, "mailto:") || StartsWithScheme(email, "smtp:") ? "is a link. Use only the address after the colon"
            : hasSeparator ? "contains a comma, a semicolon or a vertical bar"
            : hasBlank ? "contains white space or an invisible character"
            : ats == 0 ? "has no @"
            : ats > 1 ? "has more than one @"
            : email[0] == '@' ? "has nothing before the @"
            : email[email.Length - 1] == '@' ? "has nothing after the @"
            : email[email.Length - 1] == '.' ? "ends with a dot"
            : Utf16.IsWellFormed(email) ? null : Utf16.InvalidText;
    }

    private static bool StartsWithScheme(string email, string scheme) => email.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);
}

/// <summary>An error that is found in a contact before it is sent.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
public sealed record ValidationError(string Code, string Message)
{
    /// <summary>The code and the message.</summary>
    public override string ToString() => Code + ": " + Message;
}
