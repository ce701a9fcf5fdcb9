using Xunit;

namespace Conversion.Tests.Packaging;

/// <summary>The tests that look at the package: it is packed once for all of them.</summary>
[CollectionDefinition]
public sealed class PackageCollection : ICollectionFixture<ModulePackage>;
