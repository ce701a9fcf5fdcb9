using System;
using Conversion.Http;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Connections;

/// <summary>The key in the environment. The environment is the process's, so these run alone.</summary>
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
    public void A_key_that_is_left_out_is_the_environments()
    {
        Environment.SetEnvironmentVariable(Variable, "'sk_live_env_secret'");
        Assert.Equal("env", _session.Run("Connect-Cnv -PassThru").Single<CnvConnection>().KeyId);
    }

    [Fact]
    public void A_key_that_is_given_goes_before_it()
    {
        Environment.SetEnvironmentVariable(Variable, "sk_live_env_secret");
        Assert.Equal("given", _session.Run("Connect-Cnv sk_live_given_secret -PassThru").Single<CnvConnection>().KeyId);
    }

    [Fact]
    public void A_key_that_is_given_but_blank_is_not_looked_for_elsewhere()
    {
        Environment.SetEnvironmentVariable(Variable, "sk_live_env_secret");
        Assert.StartsWith("missing_api_key,", _session.Run("Connect-Cnv -ApiKey $undefined").Ending!.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData(null, "missing_api_key")]
    [InlineData(" ", "missing_api_key")]
    [InlineData("nonsense", "invalid_api_key")]
    public void Without_a_key_there_is_no_prompt_but_an_error(string? value, string id)
    {
        Environment.SetEnvironmentVariable(Variable, value);
        Assert.Equal($"{id},Conversion.Commands.ConnectCnvCommand", _session.Run("Connect-Cnv").Ending!.FullyQualifiedErrorId);
    }
}
