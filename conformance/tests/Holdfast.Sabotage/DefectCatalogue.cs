using Holdfast.Sabotage.Defects.Tus;

namespace Holdfast.Sabotage;

/// <summary>Every defect, ordered by name.</summary>
public static class DefectCatalogue
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        .. new[]
        {
            AppendDefects.All,
            OptionsDefects.All,
            VersionDefects.All,
            MethodOverrideDefects.All,
            HeadDefects.All,
            PatchOffsetDefects.All,
            PatchMediaTypeDefects.All,
            PatchBodyDefects.All,
            CorsDefects.All,
            FramingDefects.All,
            FieldDefects.All,
            ConnectionDefects.All,
            ExpectDefects.All,
            CreationDefects.All, LocationDefects.All, UploadUrlDefects.All, LengthDefects.All, MetadataDefects.All,
            MetadataEchoDefects.All, DeferralDefects.All, DeclarationDefects.All, CreationBodyDefects.All, CreationBodyRefusalDefects.All,
            DownloadDefects.All,
            ChecksumDefects.All,
            ChecksumSpellingDefects.All,
            ChecksumTrailerDefects.All,
            ExpirationDefects.All,
            TerminationDefects.All,
            TerminationAnswerDefects.All,
            ConcatenationDefects.All,
            ConcatenationAnswerDefects.All,
            PartNameDefects.All,
            WaitingFinalDefects.All,
            StateDefects.All,
            CutDefects.All,
            ResilienceDefects.All,
            HeadStormDefects.All,
            Defects.Faults.FaultDefects.All,
            AnnouncementDefects.All,
            Defects.Ietf.IetfDefects.All,
        }.SelectMany(defects => defects).OrderBy(defect => defect.Name, StringComparer.Ordinal),
    ];
}
