using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Conversion.Completion;
using Conversion.Connections;

namespace Conversion.Commands;

/// <summary>Disconnect-Cnv: closes connections. Without parameters, the current one.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Cnv", DefaultParameterSetName = NameSet, HelpUri = OnlineHelp.Folder + "Disconnect-Cnv.md")]
[OutputType(typeof(void))]
public sealed class DisconnectCnvCommand : PSCmdlet
{
    private const string NameSet = "Name";
    private const string ConnectionSet = "Connection";
    private const string AllSet = "All";

    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ConnectionNameCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The connection itself.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ConnectionSet)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public CnvConnection? Connection { get; set; }

    /// <summary>Closes every connection of this session.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => this.RedactKeyFromLine();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ConnectionTable table = ConnectionTable.Current;
        switch (ParameterSetName)
        {
            case AllSet:
                table.CloseAll();
                break;
            case ConnectionSet:
                table.Remove(Connection!);
                break;
            default:
                RemoveNamed(table);
                break;
        }
    }

    private void RemoveNamed(ConnectionTable table)
    {
        if (Name is null)
        {
            table.Remove(this.RequireConnection(asked: null));
            return;
        }

        foreach (string name in Name)
        {
            WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
            List<CnvConnection> found = [.. table.All.Where(connection => pattern.IsMatch(connection.Name))];
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(CnvErrors.From(CnvErrors.ConnectionNotFound, string.Format(CultureInfo.InvariantCulture, Messages.ConnectionNotFound, name), name));
            }

            found.ForEach(table.Remove);
        }
    }
}
