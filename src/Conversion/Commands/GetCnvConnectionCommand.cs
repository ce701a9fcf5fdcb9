using System.Globalization;
using System.Management.Automation;
using Conversion.Completion;
using Conversion.Connections;
using Conversion.Progress;

namespace Conversion.Commands;

/// <summary>Get-CnvConnection: the connections of this session.</summary>
[Cmdlet(VerbsCommon.Get, "CnvConnection", HelpUri = OnlineHelp.Folder + "Get-CnvConnection.md")]
[OutputType(typeof(CnvConnection))]
public sealed class GetCnvConnectionCommand : PSCmdlet
{
    /// <summary>Names, with wildcards; all where it is left out.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void BeginProcessing() => this.RedactKeyFromLine();

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ConnectionTable.Current.All.Count == 0 && !MyInvocation.BoundParameters.ContainsKey(nameof(Name)))
        {
            this.WriteHint(Messages.NoConnectionYet);
        }

        foreach (string name in Name)
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            bool found = false;
            foreach (CnvConnection connection in ConnectionTable.Current.All)
            {
                if (pattern.IsMatch(connection.Name))
                {
                    found = true;
                    WriteObject(connection);
                }
            }

            if (!found && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(CnvErrors.From(CnvErrors.ConnectionNotFound, string.Format(CultureInfo.InvariantCulture, Messages.ConnectionNotFound, name), name));
            }
        }
    }
}
