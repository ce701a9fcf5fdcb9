using System.Globalization;
using System.Management.Automation;

namespace Conversion.Connections;

/// <summary>Finds the connection that a cmdlet uses.</summary>
internal static class RequiredConnection
{
    /// <summary>The given connection, or the current connection of this runspace.</summary>
    /// <remarks>Ends the command with <c>not_connected</c> when there is none, or when it was closed.</remarks>
    public static CnvConnection RequireConnection(this PSCmdlet command, CnvConnection? asked)
    {
        CnvConnection? connection = asked ?? ConnectionTable.Current.CurrentConnection;
        if (connection is { IsClosed: false })
        {
            return connection;
        }

        string happened = connection is null
            ? Messages.NotConnected
            : string.Format(CultureInfo.InvariantCulture, Messages.ConnectionClosed, connection.Name);
        command.ThrowTerminatingError(CnvErrors.From(CnvErrors.NotConnected, happened, connection));
        return connection!;
    }
}
