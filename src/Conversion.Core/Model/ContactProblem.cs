namespace Conversion.Model;

/// <summary>Something wrong with a contact that is known before it is sent.</summary>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Message">What is wrong, in one sentence, without the remedy.</param>
public sealed record ContactProblem(string Code, string Message)
{
    /// <summary>The code and the sentence.</summary>
    public override string ToString() => Code + ": " + Message;
}
