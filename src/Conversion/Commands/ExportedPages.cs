using System;
using System.Management.Automation;
using Conversion.Exports;
using Conversion.Http;

namespace Conversion.Commands;

/// <summary>Reads the pages of exports for a cmdlet: it can be stopped from another thread, and nothing is requested after it is disposed.</summary>
internal sealed class ExportedPages(PSCmdlet cmdlet) : IDisposable
{
    private readonly object _lock = new();
    private ExportReader? _reader;
    private bool _stopped;

    /// <summary>Begins an export.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="request">What to read.</param>
    /// <param name="cursor">The cursor of the first page; null for the beginning.</param>
    public ExportReader Begin(CnvConnection connection, ExportRequest request, string? cursor)
    {
        lock (_lock)
        {
            _reader?.Dispose();
            _reader = new ExportReader(connection.Client, request, cursor, cmdlet.IsVerbose());
            if (_stopped)
            {
                _reader.Stop();
            }

            return _reader;
        }
    }

    /// <summary>Reads the next page, and writes its verbose lines.</summary>
    /// <returns>False if there is none, or if it cannot be read.</returns>
    /// <exception cref="PipelineStoppedException">The cmdlet was stopped.</exception>
    public bool ReadPage(ExportReader reader)
    {
        bool isRead;
        try
        {
            isRead = reader.ReadPage();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        foreach (RequestTrace trace in reader.Traces)
        {
            cmdlet.WriteVerboseLine(trace.ToString());
        }

        return isRead;
    }

    /// <summary>Ends the request and every wait. Any thread may call it.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            _reader?.Stop();
        }
    }

    public void Dispose() => _reader?.Dispose();
}
