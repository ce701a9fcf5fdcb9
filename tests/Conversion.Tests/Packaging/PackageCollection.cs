using Xunit;

namespace Conversion.Tests.Packaging;

/// <summary>The tests of the package, which is packed once for all of them.</summary>
[CollectionDefinition]
public sealed class PackageCollection : ICollectionFixture<ModulePackage>;
