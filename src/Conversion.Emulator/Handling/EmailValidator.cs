namespace Conversion.Emulator;

/// <summary>Checks email addresses. The API documents only that a malformed address is <c>invalid_email</c>.</summary>
internal static class EmailValidator
{
    private const int MaximumLength = 320;

    public static ApiError? Validate(string email)
    {
        if (email.Length > MaximumLength)
        {
            return ApiError.InvalidEmail($"is longer than {MaximumLength} characters");
        }

        foreach (char character in email)
        {
            if (char.IsWhiteSpace(character) || char.IsControl(character))
            {
                return ApiError.InvalidEmail("contains white space or a control character");
            }
        }

        int at = email.IndexOf('@');
        return at < 1 || email.LastIndexOf('@') == email.Length - 1
            ? ApiError.InvalidEmail($"'{ApiError.Quote(email)}' must have an @ with text on both sides")
            : null;
    }
}
