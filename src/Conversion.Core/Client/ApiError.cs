using System.Text.Json;

namespace Conversion.Client;

/// <summary>An error as the API words it.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Message">Its message, as the server wrote it; null where there is none.</param>
internal readonly record struct ApiError(string Code, string? Message)
{
    private const int LongestCode = 64;

    /// <summary>An error of what was read; null where there is no code that looks like one. A code becomes part of an error id.</summary>
    public static ApiError? Of(string? code, string? message) => IsCode(code) ? new ApiError(code!, message) : null;

    /// <summary>Reads <c>{"code", "message"}</c>, a text, or null.</summary>
    /// <param name="reader">Before the value.</param>
    /// <param name="isThere">Whether there is an object or a text, whatever it holds.</param>
    /// <param name="words">What is said, with a code or without: the text, or the message; null where nothing is.</param>
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
