@{
    RootModule           = 'module/Conversion.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6a0c1d52-8a0e-4f3b-9d62-3f1c8e0b7a94'
    Author               = 'The Conversion module contributors'
    Copyright            = '(c) The Conversion module contributors. MIT licence.'
    Description          = 'Puts contacts into a Conversion.ai account: a stream of rows becomes a stream of upserts, each answered by one result.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    DotNetFrameworkVersion = '4.7.2'
    TypesToProcess       = @('module/Conversion.Types.ps1xml')
    FormatsToProcess     = @('module/Conversion.Format.ps1xml')
    CmdletsToExport      = @(
        'Add-CnvEvent'
        'Connect-Cnv'
        'Compare-CnvContact'
        'ConvertTo-CnvContact'
        'Disconnect-Cnv'
        'Export-CnvReport'
        'Get-CnvConnection'
        'Measure-CnvResult'
        'Get-CnvContact'
        'Get-CnvCustomEvent'
        'Get-CnvEmailEvent'
        'Set-CnvContact'
        'Sync-CnvContact'
        'Test-CnvConnection'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('Conversion', 'Contacts', 'Marketing', 'CRM', 'CSV', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://github.com/conversion-powershell/conversion/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/conversion-powershell/conversion'
            ReleaseNotes = 'https://github.com/conversion-powershell/conversion/blob/main/CHANGELOG.md'
        }
    }
}
