using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Conversion.Exports;

namespace Conversion.Commands;

/// <summary>The cmdlets that read events, each once where a file keeps where they were.</summary>
public abstract class EventExportCommand : ExportCommand
{
    private ExportCursorFile? _cursors;

    private protected EventExportCommand()
    {
    }

    /// <summary>The file that keeps where the export was, so that the next run returns only what is new.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CursorPath { get; set; }

    /// <summary>What is exported, with its types: a file belongs to it.</summary>
    private protected abstract string ExportName { get; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (CursorPath is null)
        {
            return;
        }

        try
        {
            ExportOwner owner = new(UsedConnection.BaseUri, UsedConnection.KeyId, UsedConnection.SandboxId);
            _cursors = ExportCursorFile.Open(this.FileAt(CursorPath), owner, ExportName);
        }
        catch (IOException exception)
        {
            Fail(new CursorException(CursorException.Unavailable, exception.Message, exception));
        }
        catch (CursorException exception)
        {
            Fail(exception);
        }
    }

    /// <summary>Reads the events of one type.</summary>
    /// <param name="request">What to read.</param>
    /// <param name="type">The type, or an empty text.</param>
    /// <param name="isWanted">Whether an event is returned.</param>
    private protected void ReadEvents(ExportRequest request, string type, Func<ExportObject, bool> isWanted)
    {
        ExportPosition? position = _cursors?[type];
        if (position is { Cursor: null, Start: DateTimeOffset start })
        {
            // Still within the first page. It must be the same page, whatever the line says today.
            request = request with { Start = start };
        }

        // Counted: events without an id of their own may be equal.
        Dictionary<string, int> seen = (position?.Seen ?? []).GroupBy(static hash => hash).ToDictionary(static same => same.Key, static same => same.Count());
        List<string> hashes = [];
        ReadExport(
            request,
            position?.Cursor,
            (reader, item) =>
            {
                if (_cursors is not null)
                {
                    string hash = reader.ComputeItemHash();
                    hashes.Add(hash);
                    if (seen.TryGetValue(hash, out int times) && times > 0)
                    {
                        seen[hash] = times - 1;
                        return;
                    }
                }

                if (isWanted(item))
                {
                    WriteObject(ExportedObjects.ToEvent(item));
                }
            },
            reader =>
            {
                // Pages may be smaller than in the last run, so what it returned may go on in the next page.
                string[] rest = [.. seen.SelectMany(static same => Enumerable.Repeat(same.Key, same.Value))];
                Save(type, reader.NextCursor is string next ? new ExportPosition(next, request.Start, rest) : new ExportPosition(reader.Cursor, request.Start, [.. hashes]));
                hashes.Clear();
            });
    }

    private void Save(string type, ExportPosition position)
    {
        try
        {
            _cursors?.Save(type, position);
        }
        catch (CursorException exception)
        {
            Fail(exception);
        }
    }

    private void Fail(CursorException exception) =>
        ThrowTerminatingError(CnvErrors.From(exception.Code, exception.Message, CursorPath, exception));
}
