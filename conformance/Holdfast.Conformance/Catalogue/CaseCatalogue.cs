using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Ietf;
using Holdfast.Conformance.Requirements;
using Holdfast.Conformance.Selection;
using Holdfast.Conformance.Tus.Checksum;
using Holdfast.Conformance.Tus.Clients;
using Holdfast.Conformance.Tus.Concatenation;
using Holdfast.Conformance.Tus.Core;
using Holdfast.Conformance.Tus.Creation;
using Holdfast.Conformance.Tus.CreationWithUpload;
using Holdfast.Conformance.Tus.DeferLength;
using Holdfast.Conformance.Tus.Download;
using Holdfast.Conformance.Tus.Discovery;
using Holdfast.Conformance.Tus.Expiration;
using Holdfast.Conformance.Tus.Http;
using Holdfast.Conformance.Tus.Process;
using Holdfast.Conformance.Tus.Resilience;
using Holdfast.Conformance.Tus.States;
using Holdfast.Conformance.Tus.Termination;

namespace Holdfast.Conformance.Catalogue;

/// <summary>Every case of this version.</summary>
public static class CaseCatalogue
{
    /// <summary>The axis that says which client a variant runs with.</summary>
    internal const string ClientAxis = "client";

    /// <summary>All cases, ordered by id; a case of the draft is listed once for all its versions.</summary>
    public static IReadOnlyList<Case> All { get; } =
    [
        .. new[]
        {
            OptionsCases.All, AnnouncementCases.All, VersionCases.All, MethodOverrideCases.All, HeadCases.All, PatchCases.All,
            PatchNumberCases.All,
            PatchLimitCases.All, PatchTransferCases.All, DiscoveryCases.All, VersionCornerCases.All, MethodOverrideCornerCases.All,
            PatchBodyCases.All,
            PatchHeaderCases.All, CorsCases.All, FramingCases.All, ChunkCases.All, FieldCases.All, FieldFormCases.All, TargetCases.All,
            MethodCases.All,
            ConnectionCases.All, EarlyAnswerCases.All, ExpectCases.All, CreationCases.All, CreationLengthCases.All, MetadataCases.All,
            CreationWithUploadCases.All, TerminationCases.All, DeferLengthCases.All, ChecksumCases.All, ChecksumTrailerCases.All,
            CreationRequestCases.All, LocationCases.All, UploadUrlCases.All, CreationLengthFormCases.All, MetadataGrammarCases.All,
            MetadataLifeCases.All,
            CreationBodyCases.All, CreationBodyRefusalCases.All, DeclarationCases.All, RefusedDeclarationCases.All,
            DownloadCases.All, DownloadSafetyCases.All,
            ExpirationCases.All, ConcatenationCases.All,
            ChecksumBodyCases.All, ChecksumSpellingCases.All, ChecksumElsewhereCases.All, ChecksumTrailerFormCases.All,
            ExpiryAnswerCases.All, ExpiredCases.All, TerminatedKindCases.All, TerminationCornerCases.All,
            PartialCases.All, PartNameCases.All, PartKindCases.All, FinalLifeCases.All, WaitingFinalCases.All,
            StateCases.All,
            CutCases.All, StallCases.All, HeadStormCases.All, LinkCases.All, ConcatenationRaceCases.All,
            ConcatenationFaultCases.All,
            UnannouncedCases.All, ScenarioCases.All, ClientLostAnswerCases.All,
        }.Concat(IetfCases.All).SelectMany(cases => cases).OrderBy(@case => @case.Id, StringComparer.Ordinal),
    ];

    /// <summary>Everything that can be run against a server: a case of the draft once for each of its interop versions.</summary>
    public static IReadOnlyList<Case> Variants { get; } =
        [.. All.Where(@case => @case.Subject == Role.Server).SelectMany(@case => @case.Variants)];

    /// <summary>Everything that can be run with these clients: each case that judges a client once for each of them.</summary>
    public static IReadOnlyList<Case> VariantsFor(IEnumerable<string> clients) =>
    [
        .. from client in clients
           from @case in All
           where @case.Subject == Role.Client
           from variant in @case.Variants
           select variant.With(new OrderedDictionary<string, string> { [Case.ClientAxis] = client }),
    ];

    /// <summary>
    /// The case, or the variant, with that id, which may be a retired one; otherwise <see langword="null"/>. A variant for a client is
    /// found under the id that the catalogue has it by, since the catalogue knows no clients.
    /// </summary>
    public static Case? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var current = RetiredIds.Current(id);
        return All.Concat(Variants).FirstOrDefault(@case => @case.Id == current)
            ?? All.FirstOrDefault(
                @case => @case.Subject == Role.Client && id.StartsWith($"{@case.Id}{Case.AxesMark}", StringComparison.Ordinal));
    }

    /// <summary>The names in <paramref name="cases"/> that a pattern can match: each id, and each common beginning of ids.</summary>
    public static IEnumerable<string> Names(IEnumerable<Case> cases) => cases.Select(@case => @case.CatalogueId.Split('/'))
        .SelectMany(segments => segments.Select((_, index) => string.Join('/', segments.Take(index + 1)))).Distinct();
}
