using System;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Threading.Tasks;
using Conversion.Emulator;
using Conversion.Http;
using Conversion.Tests.Hosting;
using Xunit;

namespace Conversion.Tests.Connections;

/// <summary>Connect-Cnv with a key.</summary>
public sealed class ConnectTests : IDisposable
{
    private const string Key = "sk_live_kid_s3cr3tOfTheKey";
    private readonly Session _session = new();

    public void Dispose() => _session.Dispose();

    private Run Connect(string parameters) => _session.Run("Connect-Cnv -PassThru " + parameters);

    [Fact]
    public void A_key_may_be_a_string()
    {
        CnvConnection connection = Connect($"'{Key}'").Single<CnvConnection>();
        Assert.Equal(
            ("Default", "https://pub-api.conversion.ai/api", "kid", false, 100, 6, null, true),
            (connection.Name, connection.BaseUri.AbsoluteUri, connection.KeyId, connection.Sandbox, connection.TimeoutSec, connection.MaximumRetryCount, connection.RateLimit, connection.IsCurrent));
        Assert.InRange(connection.ConnectedAt, DateTimeOffset.Now.AddMinutes(-1), DateTimeOffset.Now);
    }

    [Theory]
    [InlineData(" sk_live_kid_s3cr3tOfTheKey\r\n")]
    [InlineData("\"sk_live_kid_s3cr3tOfTheKey\"")]
    [InlineData(" ' sk_live_kid_s3cr3tOfTheKey ' ")]
    public void White_space_and_quotes_around_the_key_are_ignored(string text)
    {
        _session.Set("key", text);
        Assert.Equal("kid", Connect("-ApiKey $key").Single<CnvConnection>().KeyId);
    }

    [Fact]
    public void A_key_may_be_a_SecureString()
    {
        _session.Set("key", Secure(Key));
        Assert.Equal("kid", Connect("-ApiKey $key").Single<CnvConnection>().KeyId);
    }

    [Fact]
    public void A_key_may_be_a_credentials_password()
    {
        _session.Set("credential", new PSCredential("anybody", Secure(Key)));
        Assert.Equal("kid", Connect("-Credential $credential").Single<CnvConnection>().KeyId);
    }

    [Theory]
    [InlineData("-ApiKey $null", "missing_api_key")]
    [InlineData("-ApiKey ''", "missing_api_key")]
    [InlineData("-ApiKey ' \"\" '", "missing_api_key")]
    [InlineData("-Credential $null", "missing_api_key")]
    [InlineData("-ApiKey nonsense_s3cr3t", "invalid_api_key")]
    [InlineData("-ApiKey sk_live_s3cr3t", "invalid_api_key")]
    [InlineData("-ApiKey sk_test_kid_s3cr3t", "invalid_api_key")]
    [InlineData("-ApiKey 'sk_live_kid_s3cr3t with blanks'", "invalid_api_key")]
    [InlineData("-ApiKey @('sk_live_kid_s3cr3t','x')", "invalid_api_key")]
    [InlineData("-ApiKey sk_live_kid_s3cr3t -BaseUri http://example.com", "insecure_uri")]
    [InlineData("-ApiKey sk_live_kid_s3cr3t -BaseUri ftp://example.com", "insecure_uri")]
    [InlineData("-ApiKey sk_live_kid_s3cr3t -BaseUri example.com/api", "insecure_uri")]
    [InlineData("-ApiKey sk_live_kid_s3cr3t -BaseUri https://me:s3cr3t@example.com", "insecure_uri")]
    public void Invalid_arguments_end_the_command_and_show_no_secret(string parameters, string id)
    {
        Run run = Connect(parameters);
        ErrorRecord error = run.TerminatingError!;
        Assert.Equal($"{id},Conversion.Commands.ConnectCnvCommand", error.FullyQualifiedErrorId);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        string shown = string.Join("\n", error, error.Exception, error.InvocationInfo.Line, error.InvocationInfo.PositionMessage, error.TargetObject);
        Assert.DoesNotContain("s3cr3t", shown);
        Assert.Empty(_session.Run("Get-CnvConnection").Output);
    }

    [Theory]
    [InlineData("http://localhost:1/api")]
    [InlineData("http://127.0.0.1:1/api")]
    [InlineData("http://[::1]:1/api")]
    [InlineData("https://example.com/api/")]
    public void Http_is_allowed_for_the_local_machine_only(string uri) =>
        Assert.Null(Connect($"'{Key}' -BaseUri '{uri}'").TerminatingError);

    [Fact]
    public void The_connection_never_shows_the_key()
    {
        PSObject connection = Connect($"'{Key}' -Verbose").Output.Single();
        string shown = connection + string.Concat(connection.Properties.Select(property => $"{property.Name}={property.Value};"));
        Assert.DoesNotContain("s3cr3t", shown);
        Assert.DoesNotContain("s3cr3t", System.Text.Json.JsonSerializer.Serialize(connection.BaseObject));
        Assert.DoesNotContain("s3cr3t", PSSerializer.Serialize(connection.BaseObject, 5));
    }

    [Fact]
    public void Verbose_shows_the_connection_without_the_key()
    {
        Run run = Connect($"'{Key}' -Verbose");
        Assert.Contains("kid", Assert.Single(run.Verbose));
        Assert.DoesNotContain("s3cr3t", run.Verbose[0]);
    }

    [Fact]
    public async Task Connecting_makes_no_request()
    {
        Api api = new();
        await api.InitializeAsync();
        api.Connect();
        Assert.Equal(0, api.Emulator.Requests.Count);
        await api.DisposeAsync();
    }

    [Fact]
    public void Without_PassThru_nothing_is_emitted() => Assert.Empty(_session.Run($"Connect-Cnv '{Key}'").Output);

    [Fact]
    public void Settings_are_applied_to_the_connection()
    {
        CnvConnection connection = Connect($"'{Key}' -Name x -TimeoutSec 7 -MaximumRetryCount 0 -RateLimit 2.5").Single<CnvConnection>();
        Assert.Equal(("x", 7, 0, 2.5), (connection.Name, connection.TimeoutSec, connection.MaximumRetryCount, connection.RateLimit));
    }

    [Theory]
    [InlineData("-TimeoutSec 0")]
    [InlineData("-MaximumRetryCount -1")]
    [InlineData("-RateLimit 0")]
    public void Settings_out_of_range_are_refused(string parameters) =>
        Assert.StartsWith("ParameterArgumentValidationError", Connect($"'{Key}' {parameters}").TerminatingError!.FullyQualifiedErrorId);

    private static SecureString Secure(string text) => new NetworkCredential(string.Empty, text).SecurePassword;
}
