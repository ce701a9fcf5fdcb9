using System;
using System.Globalization;
using System.Management.Automation;
using Conversion.Completion;
using Conversion.Connections;
using Conversion.Exports;
using Conversion.Model;
using Conversion.Progress;

namespace Conversion.Commands;

/// <summary>The cmdlets that read an export: page by page, each item as soon as its page is there.</summary>
public abstract class ExportCommand : PSCmdlet, IDisposable
{
    private readonly ExportedPages _pages;

    private protected ExportCommand() => _pages = new ExportedPages(this);

    /// <summary>Items in one page at most. The server may return fewer.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    public int PageSize { get; set; } = 1000;

    /// <summary>The connection; the current one where it is left out.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    public CnvConnection? Connection { get; set; }

    /// <summary>The connection that is used.</summary>
    private protected CnvConnection UsedConnection { get; private set; } = null!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        this.RedactKeyFromLine();
        UsedConnection = this.RequireConnection(Connection);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _pages.Stop();

    /// <inheritdoc/>
    public void Dispose()
    {
        // However the pipeline ended: nothing is requested after it has returned.
        _pages.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Reads an export to its end.</summary>
    /// <param name="request">What to read.</param>
    /// <param name="cursor">The cursor of the first page to read; null for the beginning.</param>
    /// <param name="write">Writes an item.</param>
    /// <param name="pageWritten">Called when all items of a page are written.</param>
    private protected void ReadExport(ExportRequest request, string? cursor, Action<ExportReader, ExportObject> write, Action<ExportReader>? pageWritten = null)
    {
        ExportProgress progress = new(WriteProgress, Clock.System, Messages.ExportActivity, InteractiveHost.Is(Host));
        ExportReader reader = _pages.Begin(UsedConnection, request, cursor);
        long count = 0;
        while (_pages.ReadPage(reader))
        {
            while (reader.TryReadItem(out ExportObject? item))
            {
                write(reader, item!);
                progress.Show(++count);
            }

            if (reader.Failure is null)
            {
                pageWritten?.Invoke(reader);
            }
        }

        progress.End();
        if (reader.Failure is UpsertOutcome failure)
        {
            string? after = count == 0 ? null : string.Format(CultureInfo.InvariantCulture, Messages.ExportEndedAfter, count);
            ThrowTerminatingError(CnvErrors.FromExport(failure, UsedConnection, after));
        }
    }
}
