using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Text;
using Conversion.Shell.Csv;

namespace Conversion.Shell.Commands;

/// <summary>Import-Csv, with the parameters and the output of PowerShell's own.</summary>
[Cmdlet(VerbsData.Import, "Csv", DefaultParameterSetName = DelimiterPath)]
[OutputType(typeof(PSObject))]
public sealed class ImportCsvCommand : PSCmdlet
{
    private const string DelimiterPath = "DelimiterPath";
    private const string DelimiterLiteralPath = "DelimiterLiteralPath";
    private const string CulturePath = "CulturePath";
    private const string CultureLiteralPath = "CultureLiteralPath";

    private bool _warnedOfUnnamed;

    /// <summary>The character between two cells; a comma when not given.</summary>
    [Parameter(Position = 1, ParameterSetName = DelimiterPath)]
    [Parameter(Position = 1, ParameterSetName = DelimiterLiteralPath)]
    [ValidateNotNull]
    public char Delimiter { get; set; }

    /// <summary>The files to read; each wildcard must match one file only.</summary>
    [Parameter(Position = 0, ParameterSetName = DelimiterPath, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = CulturePath, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The files to read, with no character taken for a wildcard.</summary>
    [Parameter(ParameterSetName = DelimiterLiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = CultureLiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Takes the list separator of the current culture for the delimiter.</summary>
    [Parameter(ParameterSetName = CulturePath, Mandatory = true)]
    [Parameter(ParameterSetName = CultureLiteralPath, Mandatory = true)]
    [ValidateNotNull]
    public SwitchParameter UseCulture { get; set; }

    /// <summary>The property names, for files without a header line.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Header { get; set; }

    /// <summary>The encoding of files without a byte order mark; UTF-8 when not given.</summary>
    [Parameter]
    [EncodingName]
    [ValidateNotNullOrEmpty]
    public Encoding Encoding { get; set; } = Encoding.Default;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool isLiteral = ParameterSetName is DelimiterLiteralPath or CultureLiteralPath;
        foreach (string path in isLiteral ? LiteralPath : Path)
        {
            try
            {
                Import(CsvFilePath.Resolve(this, path, isLiteral));
            }
            catch (CsvFileException exception)
            {
                ThrowTerminatingError(exception.Error);
            }
            catch (ExtendedTypeSystemException exception)
            {
                ThrowTerminatingError(new ErrorRecord(exception, "AlreadyPresentPSMemberInfoInternalCollectionAdd", ErrorCategory.NotSpecified, path));
            }
        }
    }

    private void Import(string file)
    {
        using StreamReader text = new(CsvFilePath.Open(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding);
        CsvRecordReader records = new(text, CsvDelimiter.Choose(Delimiter, UseCulture));
        CsvHeader header = CsvHeader.Read(records, Header);
        List<string> cells = [];
        bool namesAreKnownGood = false;
        for (records.Read(cells); cells.Count > 0; records.Read(cells))
        {
            bool isBlankLine = cells.Count == 1 && cells[0].Length == 0;
            if (isBlankLine)
            {
                continue;
            }

            PSObject row = Row(header, cells, namesAreKnownGood);
            namesAreKnownGood = true;
            WarnOfUnnamed(header);
            WriteObject(row);
        }
    }

    private static PSObject Row(CsvHeader header, List<string> cells, bool namesAreKnownGood)
    {
        string[] names = header.Names;
        PSObject row = new(names.Length);
        PSMemberInfoCollection<PSPropertyInfo> properties = row.Properties;
        for (int index = 0; index < names.Length; index++)
        {
            string? value = index < cells.Count ? cells[index] : null;
            properties.Add(new PSNoteProperty(names[index], value), namesAreKnownGood);
        }

        if (header.TypeName is not null)
        {
            row.TypeNames.Clear();
            row.TypeNames.Add(header.TypeName);
            row.TypeNames.Add("CSV:" + header.TypeName);
        }

        return row;
    }

    private void WarnOfUnnamed(CsvHeader header)
    {
        if (header.HasUnnamed && !_warnedOfUnnamed)
        {
            _warnedOfUnnamed = true;
            WriteWarning("One or more headers were not specified. Default names starting with \"H\" have been used in place of any missing headers.");
        }
    }
}
