using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security;
using Conversion.Binding;
using Conversion.Client;
using Conversion.Connections;
using Conversion.Http;
using Conversion.Model;
using Conversion.Progress;

namespace Conversion.Commands;

/// <summary>Connect-Cnv: makes a connection to a Conversion account, or to a sandbox, and makes it current. No network call.</summary>
/// <remarks>
/// The engine checks nothing that is given: its errors show the line of the script, and a key may stand there. There is one
/// parameter set, arguments are converted without errors, and the command itself refuses what does not fit.
/// </remarks>
[Cmdlet(VerbsCommunications.Connect, "Cnv", HelpUri = OnlineHelp.Folder + "Connect-Cnv.md")]
[OutputType(typeof(CnvConnection))]
public sealed class ConnectCnvCommand : PSCmdlet, IDisposable
{
    private const int MaximumTimeout = 86400;
    private const int MaximumRetries = 100;
    private const double MinimumRate = 0.001;
    private const double MaximumRate = 100000;

    private static readonly string[] s_ofAccount =
        [nameof(ApiKey), nameof(Credential), nameof(BaseUri), nameof(TimeoutSec), nameof(MaximumRetryCount), nameof(RateLimit)];

    private static readonly string[] s_ofSandbox = [nameof(SandboxPath), nameof(SandboxField)];

    private bool _hasBegun;

    /// <summary>The key, a SecureString or a string; the environment variable CNV_API_KEY where it is left out.</summary>
    [Parameter(Position = 0)]
    [ApiKeyTransformation]
    [AllowNull]
    public SecureString? ApiKey { get; set; }

    /// <summary>A credential whose password is the key. The user name is not used. Not together with -ApiKey.</summary>
    [Parameter]
    [CredentialArgument]
    [AllowNull]
    public PSCredential? Credential { get; set; }

    /// <summary>Connects to an emulator of the API inside the module. It has no key, address, time-out, retries or rate limit.</summary>
    [Parameter]
    [SwitchTransformation]
    public SwitchParameter Sandbox { get; set; }

    /// <summary>The file that keeps the sandbox's contacts; in memory where it is left out. With -Sandbox only.</summary>
    [Parameter]
    [TextArgument]
    public string? SandboxPath { get; set; }

    /// <summary>
    /// Field keys that the sandbox's account has beside the standard ones; <c>companyFields.x</c> for a company's. With -Sandbox
    /// only.
    /// </summary>
    [Parameter]
    [TextsArgument]
    public string[] SandboxField { get; set; } = [];

    /// <summary>Where the API lies: an https address, or http on this machine.</summary>
    [Parameter]
    [SafeUriArgument]
    public Uri BaseUri { get; set; } = ClientSettings.DefaultBaseUri;

    /// <summary>The connection's name, not blank; a connection of the same name is replaced.</summary>
    [Parameter]
    [TextArgument]
    public string? Name { get; set; }

    /// <summary>How long one request may take, in seconds: 1 to 86400.</summary>
    [Parameter]
    [WholeNumberArgument]
    public int TimeoutSec { get; set; } = 100;

    /// <summary>How often a request is repeated at most: 0 to 100.</summary>
    [Parameter]
    [WholeNumberArgument]
    public int MaximumRetryCount { get; set; } = 6;

    /// <summary>Requests per second at most: 0.001 to 100000; no limit where it is left out.</summary>
    [Parameter]
    [NumberArgument]
    public double RateLimit { get; set; }

    /// <summary>Emits the connection.</summary>
    [Parameter]
    [SwitchTransformation]
    public SwitchParameter PassThru { get; set; }

    /// <summary>
    /// Not a parameter to be given: it takes what belongs to no other, such as a misspelt one, so that the error is this
    /// command's.
    /// </summary>
    [Parameter(ValueFromRemainingArguments = true, DontShow = true)]
    [ParameterNames]
    public string[] UnboundArgument { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _hasBegun = true;
        this.RedactLine();
        // However this command fails: what is meant for one account must not go to another.
        ConnectionTable.Current.ClearCurrent();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        ConnectionTable table = ConnectionTable.Current;
        CheckParameters();
        string name = Name ?? (Sandbox ? "Sandbox" : "Default");
        CnvConnection connection = Sandbox ? ConnectSandbox(table, name) : ConnectAccount(name);
        if (table.Find(name) is CnvConnection replaced)
        {
            WriteVerboseLine(Messages.ReplacingConnection, name);
            table.Remove(replaced);
        }

        table.Add(connection);
        WriteVerboseLine(Messages.Connected, name, connection.BaseUri, connection.KeyId);
        if (IsBare)
        {
            this.WriteHint(string.Format(CultureInfo.InvariantCulture, Messages.ConnectedAtPrompt, connection.KeyId, connection.BaseUri));
        }

        if (PassThru)
        {
            WriteObject(connection);
        }
    }

    /// <summary>Leaves no connection current where the engine refused the line, so that the command never began.</summary>
    public void Dispose()
    {
        if (!_hasBegun)
        {
            ConnectionTable.Current.ClearCurrent();
        }
    }

    private void WriteVerboseLine(string format, params object[] values) =>
        Preferences.WriteVerboseLine(this, Printable.Text(string.Format(CultureInfo.InvariantCulture, format, values), 1000));

    private void CheckParameters()
    {
        if (IsGiven(nameof(UnboundArgument)))
        {
            throw UnboundArgument.Length > 0
                ? Invalid(Messages.NoSuchParameter, string.Join(", ", UnboundArgument))
                : Invalid(Messages.ArgumentWithoutParameter);
        }

        if ((Sandbox ? s_ofAccount : s_ofSandbox).FirstOrDefault(IsGiven) is string misplaced)
        {
            throw Invalid(Sandbox ? Messages.NotForSandbox : Messages.ForSandboxOnly, misplaced);
        }

        if (IsGiven(nameof(ApiKey)) && IsGiven(nameof(Credential)))
        {
            throw Invalid(Messages.TwoKeys);
        }

        if (IsGiven(nameof(Name)) && string.IsNullOrWhiteSpace(Name))
        {
            throw Invalid(Messages.BlankName);
        }

        if (TimeoutSec is < 1 or > MaximumTimeout)
        {
            throw Invalid(Messages.NoWholeNumber, nameof(TimeoutSec), 1, MaximumTimeout);
        }

        if (MaximumRetryCount is < 0 or > MaximumRetries)
        {
            throw Invalid(Messages.NoWholeNumber, nameof(MaximumRetryCount), 0, MaximumRetries);
        }

        if (IsGiven(nameof(RateLimit)) && RateLimit is not (>= MinimumRate and <= MaximumRate))
        {
            throw Invalid(Messages.NoNumber, nameof(RateLimit), MinimumRate, MaximumRate);
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
            RateLimit = IsGiven(nameof(RateLimit)) ? RateLimit : null,
        };
        return new CnvConnection(name, settings, new ConversionClient(settings), DateTimeOffset.Now, sandbox: null);
    }

    private ApiKey ReadKey()
    {
        try
        {
            return IsGiven(nameof(Credential))
                ? KeySource.Read(Credential?.Password, Credential is null ? Messages.NoCredential : Messages.KeyOfCredential)
                : IsGiven(nameof(ApiKey))
                    ? KeySource.Read(ApiKey, Messages.KeyOfParameter)
                    : IsBare && !KeySource.HasEnvironment && InteractiveHost.Is(Host)
                        ? KeySource.Read(AskForKey(), Messages.KeyOfPrompt)
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            // The last two are what .NET calls text that is no path.
            throw Fail(new CnvException(CnvErrors.InvalidSandboxPath, string.Format(CultureInfo.InvariantCulture, Messages.SandboxFileUnusable, exception.Message), exception), SandboxPath);
        }
        catch (CnvException exception)
        {
            throw Fail(exception, SandboxField);
        }
    }

    // With nothing at all, at a prompt only: elsewhere a question would wait for ever.
    private bool IsBare => MyInvocation.BoundParameters.Count == 0;

    private SecureString AskForKey()
    {
        Host.UI.Write(Messages.AskForKey);
        return Host.UI.ReadLineAsSecureString();
    }

    private bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private CnvException Invalid(string format, params object[] values) =>
        Fail(new CnvException(CnvErrors.InvalidArgument, string.Format(CultureInfo.InvariantCulture, format, values)));

    private CnvException Fail(CnvException exception, object? target = null)
    {
        ThrowTerminatingError(CnvErrors.From(exception.Code, exception.Message, target, exception.InnerException));
        return exception;
    }
}
