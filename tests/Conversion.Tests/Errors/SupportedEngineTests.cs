using System;
using System.Management.Automation;
using Xunit;

namespace Conversion.Tests.Errors;

/// <summary>Which PowerShell the module refuses, and what it says there.</summary>
public sealed class SupportedEngineTests
{
    [Theory]
    [InlineData("3.0.0.0")] // Windows PowerShell 5.1
    [InlineData("7.4.0.500")]
    [InlineData("7.4.6.500")]
    [InlineData("7.5.0.1")]
    [InlineData("8.0.0.0")]
    public void Windows_PowerShell_and_7_4_or_later_are_supported(string engine) => Assert.Null(SupportedEngine.Check(new Version(engine)));

    [Theory]
    [InlineData("6.2.0.0", "6.2")]
    [InlineData("7.0.13.0", "7.0")]
    [InlineData("7.2.24.500", "7.2")]
    [InlineData("7.3.12.500", "7.3")]
    public void An_earlier_one_is_refused_with_what_is_needed_what_is_running_and_where_to_get_it(string engine, string running)
    {
        ErrorRecord error = SupportedEngine.Check(new Version(engine))!;
        Assert.Equal("unsupported_powershell", error.FullyQualifiedErrorId);
        Assert.Equal(
            $"Conversion needs PowerShell 7.4 or later, or Windows PowerShell 5.1; this is PowerShell {running}. Install a later PowerShell: https://aka.ms/powershell.",
            error.Exception.Message);
    }

    [Theory]
    [InlineData("3.0.0.0", true)]
    [InlineData("6.0.0.0", false)]
    [InlineData("7.4.6.500", false)]
    public void Windows_PowerShell_is_told_by_the_version_of_its_engine(string engine, bool expected) =>
        Assert.Equal(expected, SupportedEngine.IsWindowsPowerShell(new Version(engine)));
}
