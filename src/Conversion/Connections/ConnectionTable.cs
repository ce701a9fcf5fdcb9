using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace Conversion.Connections;

/// <summary>The connections of one runspace, and which of them is current. Only the pipeline thread of that runspace uses it.</summary>
internal sealed class ConnectionTable
{
    private static readonly ConditionalWeakTable<Runspace, ConnectionTable> s_tables = new();

    // In the order of creation: the newest is last.
    private readonly List<CnvConnection> _connections = [];

    /// <summary>The table of the runspace of this thread.</summary>
    public static ConnectionTable Current =>
        s_tables.GetValue(Runspace.DefaultRunspace, static runspace => new ConnectionTable(runspace));

    private ConnectionTable(Runspace runspace) => runspace.StateChanged += (_, change) =>
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
        {
            CloseAll();
        }
    };

    /// <summary>A copy of the list of connections, the oldest first.</summary>
    public IReadOnlyList<CnvConnection> All => _connections.ToArray();

    /// <summary>The connection that a cmdlet uses when -Connection is omitted; null when there is none.</summary>
    public CnvConnection? CurrentConnection => _connections.FirstOrDefault(connection => connection.IsCurrent);

    /// <summary>Makes no connection current. All of them stay open.</summary>
    public void ClearCurrent() => _connections.ForEach(connection => connection.IsCurrent = false);

    /// <summary>Adds a connection and makes it current.</summary>
    public void Add(CnvConnection connection)
    {
        ClearCurrent();
        connection.IsCurrent = true;
        _connections.Add(connection);
    }

    /// <summary>Finds a connection by name. Case is ignored.</summary>
    public CnvConnection? Find(string name) =>
        _connections.Find(connection => string.Equals(connection.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Closes a connection. If it was current, none is current afterwards: rows for one account must never be sent to another.
    /// </summary>
    public void Remove(CnvConnection connection)
    {
        connection.Close();
        _connections.Remove(connection);
    }

    /// <summary>Closes all connections.</summary>
    public void CloseAll()
    {
        _connections.ForEach(connection => connection.Close());
        _connections.Clear();
    }
}
