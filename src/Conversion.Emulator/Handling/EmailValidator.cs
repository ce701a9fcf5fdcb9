namespace Conversion.Emulator;

/// <summary>What the emulator takes for an address. The API says only that a malformed one is <c>invalid_email</c>.</summary>
internal static class EmailValidator
{
    private const int LongestEmail = 320;

    public static ApiError? Validate(string email)
    {
        if (email.Length > LongestEmail)
        {
            return ApiError.InvalidEmail($"is longer than {LongestEmail} characters");
        }

        foreach (char character in email)
        {
            if (char.IsWhiteSpace(character) || char.IsControl(character))
            {
                return ApiError.InvalidEmail("holds white space or a control character");
            }
        }

        int at = email.IndexOf('@');
        return at < 1 || email.LastIndexOf('@') == email.Length - 1
            ? ApiError.InvalidEmail($"'{ApiError.Quote(email)}' needs an @ with something on both sides")
            : null;
    }
}
