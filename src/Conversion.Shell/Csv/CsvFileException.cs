using System;
using System.Management.Automation;

namespace Conversion.Shell.Csv;

/// <summary>A file could not be found or opened.</summary>
internal sealed class CsvFileException(ErrorRecord error) : Exception(error.Exception.Message, error.Exception)
{
    /// <summary>What the cmdlet ends with.</summary>
    public ErrorRecord Error { get; } = error;
}
