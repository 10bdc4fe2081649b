/** A fjord in the bank's colours; it says nothing, and is not read out. */
export function Scene({ name }: { name: string }) {
  return (
    <svg
      className={`scene scene-${name}`}
      viewBox="0 0 480 360"
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
      focusable="false"
    >
      <rect className="scene-sky" width="480" height="360" />
      <circle className="scene-sun" cx="142" cy="104" r="44" />
      <path className="scene-far" d="M0 250 84 150l58 62 86-108 92 112 64-58 96 86v116H0z" />
      <path className="scene-snow" d="m228 104-27 34 17 10 12-12 13 14 15-10z" />
      <path className="scene-near" d="M0 272c70-46 128-36 190-8s120 26 176-2 92-20 114-8v106H0z" />
      <path className="scene-water" d="M0 306c56-14 108-14 170 0s128 14 186 0 92-8 124 2v52H0z" />
      <path className="scene-wave" d="M60 330c18-6 34-6 52 0m90 6c18-6 34-6 52 0m104-10c18-6 34-6 52 0" />
      <g className="scene-house">
        <path className="scene-wall" d="M92 236h56v38H92z" />
        <path className="scene-roof" d="m84 238 36-26 36 26z" />
        <path className="scene-door" d="M113 250h14v24h-14z" />
      </g>
    </svg>
  );
}
