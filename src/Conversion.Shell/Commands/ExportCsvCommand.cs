using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using Conversion.Shell.Csv;

namespace Conversion.Shell.Commands;

/// <summary>Export-Csv: every cell in quotes, nothing at all for null, as PowerShell's own writes it.</summary>
[Cmdlet(VerbsData.Export, "Csv", SupportsShouldProcess = true, DefaultParameterSetName = "Delimiter")]
public sealed class ExportCsvCommand : PSCmdlet, IDisposable
{
    private List<string>? _columns;
    private IReadOnlyList<string>? _existingColumns;
    private CsvRecordWriter? _records;

    /// <summary>The object whose properties are the cells of a record.</summary>
    [Parameter(ValueFromPipeline = true, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The file to write.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file to write, with no character taken for a wildcard.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    /// <summary>The character between two cells; a comma when not given.</summary>
    [Parameter(Position = 1, ParameterSetName = "Delimiter")]
    [ValidateNotNull]
    public char Delimiter { get; set; }

    /// <summary>Takes the list separator of the current culture for the delimiter.</summary>
    [Parameter(ParameterSetName = "UseCulture")]
    public SwitchParameter UseCulture { get; set; }

    /// <summary>Adds to the file, under the columns it has.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Writes to a read-only file, and appends even where a column of the file is missing from the object.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leaves a file that exists alone.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Taken for the sake of scripts written for Windows PowerShell: the type is never written.</summary>
    [Parameter(DontShow = true)]
    [Alias("NTI")]
    public SwitchParameter NoTypeInformation { get; set; } = true;

    /// <summary>The encoding of the file; UTF-8 without a byte order mark when not given.</summary>
    [Parameter]
    [EncodingName]
    [ValidateNotNullOrEmpty]
    public Encoding Encoding { get; set; } = Encoding.Default;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if ((Path ?? LiteralPath) is not { } target || (Path is not null && LiteralPath is not null))
        {
            InvalidOperationException exception = new("You must specify either the -Path or -LiteralPath parameters, but not both.");
            ThrowTerminatingError(new ErrorRecord(exception, "CannotSpecifyPathAndLiteralPath", ErrorCategory.InvalidData, null));
            return;
        }

        if (!ShouldProcess(target))
        {
            return;
        }

        try
        {
            Open(CsvFilePath.Resolve(this, target, isLiteral: LiteralPath is not null));
        }
        catch (CsvFileException exception)
        {
            ThrowTerminatingError(exception.Error);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null || _records is null)
        {
            return;
        }

        if (_columns is null)
        {
            _columns = ColumnsOf(InputObject);
            if (_existingColumns is null)
            {
                _records.Write(_columns);
            }
            else
            {
                RequireColumns(_existingColumns);
                _columns = [.. _existingColumns];
            }
        }

        _records.Write(_columns.Select(column => Cell(InputObject, column)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Dispose();

    /// <summary>Closes the file; the engine calls it on every end of the pipeline.</summary>
    public void Dispose()
    {
        _records?.Dispose();
        _records = null;
    }

    private void Open(string file)
    {
        char delimiter = CsvDelimiter.Choose(Delimiter, UseCulture);
        Encoding encoding = Encoding;
        if (Append && File.Exists(file))
        {
            using StreamReader text = new(CsvFilePath.Open(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding);
            if (text.Peek() >= 0)
            {
                _existingColumns = CsvHeader.Read(new CsvRecordReader(text, delimiter), given: null).Columns;
                encoding = text.CurrentEncoding;
            }
        }

        _records = CsvRecordWriter.Open(file, encoding, delimiter, Append, Force, NoClobber);
    }

    private void RequireColumns(IReadOnlyList<string> existing)
    {
        string? missing = existing.FirstOrDefault(column => !_columns!.Contains(column, StringComparer.OrdinalIgnoreCase));
        if (missing is not null && !Force)
        {
            InvalidOperationException exception = new(
                $"Cannot append CSV content to the following file: {Path ?? LiteralPath}. The appended object does not have a property that corresponds to the following column: {missing}. To continue with mismatched properties, add the -Force parameter, and then retry the command.");
            ThrowTerminatingError(new ErrorRecord(exception, "CannotAppendCsvWithMismatchedPropertyNames", ErrorCategory.InvalidData, missing));
        }
    }

    private static List<string> ColumnsOf(PSObject source) => source.BaseObject is IDictionary entries
        ? [.. entries.Keys.Cast<object>().Select(key => LanguagePrimitives.ConvertTo<string>(key))]
        : [.. source.Properties.Select(property => property.Name)];

    private static string? Cell(PSObject source, string column)
    {
        try
        {
            return source.BaseObject is IDictionary entries
                ? entries[column]?.ToString()
                : source.Properties[column]?.Value?.ToString();
        }
        catch (GetValueException)
        {
            // A property that cannot be read has no value to write.
            return null;
        }
    }
}
