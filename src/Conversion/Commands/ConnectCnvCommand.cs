using System;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Security;
using Conversion.Client;
using Conversion.Connections;
using Conversion.Http;

namespace Conversion.Commands;

/// <summary>Connect-Cnv: makes a connection to a Conversion account, or to a sandbox, and makes it current. No network call.</summary>
[Cmdlet(VerbsCommunications.Connect, "Cnv", DefaultParameterSetName = ApiKeySet, HelpUri = OnlineHelp.Folder + "Connect-Cnv.md")]
[OutputType(typeof(CnvConnection))]
public sealed class ConnectCnvCommand : PSCmdlet
{
    private const string ApiKeySet = "ApiKey";
    private const string CredentialSet = "Credential";
    private const string SandboxSet = "Sandbox";

    /// <summary>The key; the environment variable CNV_API_KEY where it is left out.</summary>
    [Parameter(Position = 0, ParameterSetName = ApiKeySet)]
    [ApiKeyTransformation]
    [AllowNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>A credential whose password is the key. The user name is not used.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CredentialSet)]
    [AllowNull]
    public PSCredential? Credential { get; set; }

    /// <summary>Connects to an emulator of the API inside the module.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SandboxSet)]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>The file that keeps the sandbox's contacts; in memory where it is left out.</summary>
    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateNotNullOrEmpty]
    public string? SandboxPath { get; set; }

    /// <summary>Field keys that the sandbox's account has beside the standard ones; <c>companyFields.x</c> for a company's.</summary>
    [Parameter(ParameterSetName = SandboxSet)]
    [ValidateNotNullOrEmpty]
    public string[] SandboxField { get; set; } = [];

    /// <summary>Where the API lies.</summary>
    [Parameter(ParameterSetName = ApiKeySet)]
    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateNotNull]
    public Uri BaseUri { get; set; } = ClientSettings.DefaultBaseUri;

    /// <summary>The connection's name; a connection of the same name is replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>How long one request may take, in seconds.</summary>
    [Parameter(ParameterSetName = ApiKeySet)]
    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateRange(1, 86400)]
    public int TimeoutSec { get; set; } = 100;

    /// <summary>How often a request is repeated at most.</summary>
    [Parameter(ParameterSetName = ApiKeySet)]
    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateRange(0, 100)]
    public int MaximumRetryCount { get; set; } = 6;

    /// <summary>Requests per second at most.</summary>
    [Parameter(ParameterSetName = ApiKeySet)]
    [Parameter(ParameterSetName = CredentialSet)]
    [ValidateRange(0.001, 100000.0)]
    public double RateLimit { get; set; }

    /// <summary>Emits the connection.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => this.RedactLine();

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ConnectionTable table = ConnectionTable.Current;
        string name = Name ?? (Sandbox ? "Sandbox" : "Default");
        CnvConnection connection = Sandbox ? ConnectSandbox(table, name) : ConnectAccount(name);
        if (table.Find(name) is CnvConnection replaced)
        {
            this.WriteVerboseLine(string.Format(CultureInfo.InvariantCulture, Messages.ReplacingConnection, name));
            table.Remove(replaced);
        }

        table.Add(connection);
        this.WriteVerboseLine(string.Format(CultureInfo.InvariantCulture, Messages.Connected, name, connection.BaseUri, connection.KeyId));
        if (PassThru)
        {
            WriteObject(connection);
        }
    }

    private CnvConnection ConnectAccount(string name)
    {
        ApiKey key = ReadKey();
        if (!ClientSettings.IsSafe(BaseUri))
        {
            // Not the address itself: what makes it wrong may be a secret in it.
            throw Fail(new CnvException(CnvErrors.InsecureUri, Messages.UnsafeBaseUri));
        }

        ClientSettings settings = new()
        {
            ApiKey = key,
            BaseUri = BaseUri,
            Timeout = TimeSpan.FromSeconds(TimeoutSec),
            MaximumRetryCount = MaximumRetryCount,
            RateLimit = MyInvocation.BoundParameters.ContainsKey(nameof(RateLimit)) ? RateLimit : null,
        };
        return new CnvConnection(name, settings, new ConversionClient(settings), DateTimeOffset.Now, sandbox: null);
    }

    private ApiKey ReadKey()
    {
        try
        {
            return ParameterSetName == CredentialSet
                ? KeySource.Read(Credential?.Password, Messages.KeyOfCredential)
                : MyInvocation.BoundParameters.ContainsKey(nameof(ApiKey))
                    ? KeySource.Read(ApiKey, Messages.KeyOfParameter)
                    : KeySource.ReadEnvironment();
        }
        catch (CnvException exception)
        {
            throw Fail(exception);
        }
    }

    private CnvConnection ConnectSandbox(ConnectionTable table, string name)
    {
        try
        {
            string? path = SandboxPath is null ? null : this.FileAt(SandboxPath);
            if (path is not null && table.Find(name) is { Sandbox: true } replaced)
            {
                // It may hold the very file.
                table.Remove(replaced);
            }

            return Conversion.Connections.Sandbox.Connect(name, path, SandboxField);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Fail(new CnvException(CnvErrors.InvalidSandboxPath, string.Format(CultureInfo.InvariantCulture, Messages.SandboxFileUnusable, exception.Message), exception), SandboxPath);
        }
        catch (CnvException exception)
        {
            throw Fail(exception, SandboxField);
        }
    }

    private CnvException Fail(CnvException exception, object? target = null)
    {
        ThrowTerminatingError(CnvErrors.From(exception.Code, exception.Message, target, exception.InnerException));
        return exception;
    }
}
