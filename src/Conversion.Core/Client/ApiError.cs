using System.Text.Json;

namespace Conversion.Client;

/// <summary>An error of the API.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Message">Its message, as the server sent it; null if there is none.</param>
internal readonly record struct ApiError(string Code, string? Message)
{
    private const int LongestCode = 64;

    /// <summary>Creates an error; null if the code is missing or not a valid code. The code becomes part of an error id.</summary>
    public static ApiError? Of(string? code, string? message) => IsCode(code) ? new ApiError(code!, message) : null;

    /// <summary>Reads <c>{"code", "message"}</c>, a string, or null.</summary>
    /// <param name="reader">Before the value.</param>
    /// <param name="isThere">Whether the value is an object or a string.</param>
    /// <param name="words">The string, or the message of the object, with or without a code; null if there is none.</param>
    public static ApiError? Read(ref Utf8JsonReader reader, out bool isThere, out string? words)
    {
        string? code = null;
        string? message = null;
        words = null;
        Utf8JsonReader ahead = reader;
        if (ahead.Read() && ahead.TokenType == JsonTokenType.String)
        {
            reader = ahead;
            isThere = true;
            words = reader.GetString();
            return null;
        }

        isThere = reader.EnterObject();
        if (!isThere)
        {
            return null;
        }

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("code"u8))
            {
                reader.ReadOnce(ref code);
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                reader.ReadOnce(ref message);
            }
            else
            {
                reader.Skip();
            }
        }

        words = message;
        return Of(code, message);
    }

    private static bool IsCode(string? code)
    {
        if (code is null || code.Length is 0 or > LongestCode)
        {
            return false;
        }

        foreach (char character in code)
        {
            if (character is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
