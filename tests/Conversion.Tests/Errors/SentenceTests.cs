using Xunit;

namespace Conversion.Tests.Errors;

/// <summary>What happened, and what to do, as two sentences.</summary>
public sealed class SentenceTests
{
    [Theory]
    [InlineData("It broke", "It broke. Send the row again later.")]
    [InlineData("It broke.", "It broke. Send the row again later.")]
    [InlineData("Broken?", "Broken? Send the row again later.")]
    [InlineData("No access to '/x'", "No access to '/x'. Send the row again later.")]
    [InlineData("It broke (again)", "It broke (again). Send the row again later.")]
    [InlineData("It was cut…", "It was cut… Send the row again later.")]
    public void They_are_told_apart_by_one_full_stop(string happened, string said) =>
        Assert.Equal(said, CnvErrors.From("server_error", happened, target: null).Exception.Message);
}
