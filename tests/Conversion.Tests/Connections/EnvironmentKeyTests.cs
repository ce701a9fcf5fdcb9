using System;
using Conversion.Http;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Connections;

/// <summary>The key in the environment variable. The environment belongs to the process, so these tests run alone.</summary>
[CollectionDefinition(nameof(EnvironmentKeyTests), DisableParallelization = true)]
[Collection(nameof(EnvironmentKeyTests))]
public sealed class EnvironmentKeyTests : IDisposable
{
    private const string Variable = "CNV_API_KEY";
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);
    private readonly Session _session = new();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _session.Dispose();
    }

    [Fact]
    public void Without_a_key_argument_the_environment_variable_is_used()
    {
        Environment.SetEnvironmentVariable(Variable, "'sk_live_env_secret'");
        Assert.Equal("env", _session.Run("Connect-Cnv -PassThru").Single<CnvConnection>().KeyId);
    }

    [Fact]
    public void A_key_argument_takes_precedence_over_the_environment_variable()
    {
        Environment.SetEnvironmentVariable(Variable, "sk_live_env_secret");
        Assert.Equal("given", _session.Run("Connect-Cnv sk_live_given_secret -PassThru").Single<CnvConnection>().KeyId);
    }

    [Fact]
    public void A_blank_key_argument_does_not_fall_back_to_the_environment_variable()
    {
        Environment.SetEnvironmentVariable(Variable, "sk_live_env_secret");
        Assert.StartsWith("missing_api_key,", _session.Run("Connect-Cnv -ApiKey $undefined").TerminatingError!.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData(null, "missing_api_key")]
    [InlineData(" ", "missing_api_key")]
    [InlineData("nonsense", "invalid_api_key")]
    public void Without_a_key_there_is_no_prompt_but_an_error(string? value, string id)
    {
        Environment.SetEnvironmentVariable(Variable, value);
        Assert.Equal($"{id},Conversion.Commands.ConnectCnvCommand", _session.Run("Connect-Cnv").TerminatingError!.FullyQualifiedErrorId);
    }
}
