using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Tus.Checksum;
using Holdfast.Conformance.Tus.Concatenation;
using Holdfast.Conformance.Tus.Core;
using Holdfast.Conformance.Tus.Creation;
using Holdfast.Conformance.Tus.CreationWithUpload;
using Holdfast.Conformance.Tus.DeferLength;
using Holdfast.Conformance.Tus.Discovery;
using Holdfast.Conformance.Tus.Expiration;
using Holdfast.Conformance.Tus.Resilience;
using Holdfast.Conformance.Tus.Termination;

namespace Holdfast.Conformance.Catalogue;

/// <summary>Every case of this version.</summary>
public static class CaseCatalogue
{
    /// <summary>All cases, ordered by id.</summary>
    public static IReadOnlyList<Case> All { get; } =
    [
        .. new[]
        {
            OptionsCases.All, AnnouncementCases.All, VersionCases.All, MethodOverrideCases.All, HeadCases.All, PatchCases.All, PatchNumberCases.All,
            PatchLimitCases.All, PatchTransferCases.All, CreationCases.All, CreationLengthCases.All, MetadataCases.All,
            CreationWithUploadCases.All, TerminationCases.All, DeferLengthCases.All, ChecksumCases.All, ChecksumTrailerCases.All,
            ExpirationCases.All, ConcatenationCases.All, CutCases.All, StallCases.All, LostAnswerCases.All, RaceCases.All, LinkCases.All,
            DiscoveryCases.All,
        }.SelectMany(cases => cases).OrderBy(@case => @case.Id, StringComparer.Ordinal),
    ];
}
