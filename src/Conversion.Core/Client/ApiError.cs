using System.Text.Json;

namespace Conversion.Client;

/// <summary>An error of the API.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Message">Its message, as the server sent it; null if there is none.</param>
internal readonly record struct ApiError(string Code, string? Message)
{
    private const int MaximumCodeLength = 64;

    /// <summary>Creates an error; null if the code is missing or not a valid code. The code becomes part of an error id.</summary>
    public static ApiError? Create(string? code, string? message) => IsCode(code) ? new ApiError(code!, message) : null;

    /// <summary>Reads <c>{"code", "message"}</c>, a string, or null.</summary>
    /// <param name="reader">Before the value.</param>
    /// <param name="hasValue">Whether the value is an object or a string.</param>
    /// <param name="text">The string, or the message of the object, with or without a code; null if there is none.</param>
    public static ApiError? Read(ref Utf8JsonReader reader, out bool hasValue, out string? text)
    {
        string? code = null;
        string? message = null;
        text = null;
        Utf8JsonReader ahead = reader;
        if (ahead.Read() && ahead.TokenType == JsonTokenType.String)
        {
            reader = ahead;
            hasValue = true;
            text = reader.GetString();
            return null;
        }

        hasValue = reader.EnterObject();
        if (!hasValue)
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

        text = message;
        return Create(code, message);
    }

    private static bool IsCode(string? code)
    {
        if (code is null || code.Length is 0 or > MaximumCodeLength)
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
