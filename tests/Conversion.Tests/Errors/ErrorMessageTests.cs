using Xunit;

namespace Conversion.Tests.Errors;

/// <summary>An error message has two sentences: what happened and what to do.</summary>
public sealed class ErrorMessageTests
{
    [Theory]
    [InlineData("It broke", "It broke. Send the row again later.")]
    [InlineData("It broke.", "It broke. Send the row again later.")]
    [InlineData("Broken?", "Broken? Send the row again later.")]
    [InlineData("No access to '/x'", "No access to '/x'. Send the row again later.")]
    [InlineData("It broke (again)", "It broke (again). Send the row again later.")]
    [InlineData("It was cut…", "It was cut… Send the row again later.")]
    public void Description_and_advice_are_separated_by_one_full_stop(string happened, string message) =>
        Assert.Equal(message, CnvErrors.From("server_error", happened, target: null).Exception.Message);
}
